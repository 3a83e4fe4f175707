import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { repository } from '@jophiel/local';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imagesOf, withDigests } from '../../deploy/supply-chain/images.ts';
import { digestOf, placeOf } from '../../deploy/supply-chain/registry.ts';

const MANIFEST = '{"schemaVersion":2}';
const DIGEST = `sha256:${createHash('sha256').update(MANIFEST).digest('hex')}`;

/** Speaks as the registries do: 401 with the address of the tokens first. */
let registry: Server;
let url: string;
let told: string | undefined;

beforeAll(async () => {
  registry = createServer((request, response) => {
    if (request.url!.startsWith('/token?service=here&scope=pull'))
      return response.end(JSON.stringify({ token: 'of-a-stranger' }));
    if (request.headers.authorization !== 'Bearer of-a-stranger')
      return response
        .writeHead(401, { 'www-authenticate': `Bearer realm="${url}/token",service="here",scope="pull"` })
        .end();
    if (request.url !== '/v2/library/postgres/manifests/18') return response.writeHead(404).end();
    return response.writeHead(200, told === undefined ? {} : { 'docker-content-digest': told }).end(MANIFEST);
  });
  await new Promise<void>((resolve) => {
    registry.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
});
afterAll(() => {
  registry.close();
});

describe('"images by digest where a container registry can be reached"', () => {
  test('the images of the containers are found, without the one that is built here', () => {
    const images = (file: string) => imagesOf(readFileSync(repository + file, 'utf8'));
    expect(images('docker-compose.yml').toSorted()).toEqual(['nats:2.12-alpine', 'postgres:18']);
    expect(images('deploy/Dockerfile')).toEqual(['node:24-slim']);
  });

  test('a digest takes the place of the one before; the rest of the file stays', () => {
    const before = 'FROM node:24-slim AS build\nFROM build\n  image: postgres:18 # the newest\n  image: jophiel\n';
    const digests = new Map([
      ['node:24-slim', `sha256:${'a'.repeat(64)}`],
      ['postgres:18', `sha256:${'b'.repeat(64)}`],
    ]);
    const pinned = withDigests(before, digests);
    expect(pinned).toBe(
      `FROM node:24-slim@sha256:${'a'.repeat(64)} AS build\nFROM build\n  image: postgres:18@sha256:${'b'.repeat(64)} # the newest\n  image: jophiel\n`,
    );
    expect(imagesOf(pinned)).toEqual(['node:24-slim', 'postgres:18']);
    expect(withDigests(pinned, new Map([['postgres:18', `sha256:${'c'.repeat(64)}`]]))).toContain(
      `postgres:18@sha256:${'c'.repeat(64)} #`,
    );
  });

  test.each([
    ['postgres:18', 'https://registry-1.docker.io', 'library/postgres'],
    ['qdrant/qdrant:v1', 'https://registry-1.docker.io', 'qdrant/qdrant'],
    ['ghcr.io/a/b:v1', 'https://ghcr.io', 'a/b'],
    ['localhost:5000/a:v1', 'https://localhost:5000', 'a'],
  ])('%s is asked for at %s', (image, host, name) => {
    expect(placeOf(image)).toMatchObject({ registry: host, name });
  });

  test('the digest is that of the manifest which the registry sent, and what the registry says', async () => {
    told = DIGEST;
    expect(await digestOf('postgres:18', url)).toBe(DIGEST);
  });

  test.each([
    ['another digest than that of the manifest', `sha256:${'0'.repeat(64)}`, 'postgres:18', /says that postgres:18 is/],
    ['no digest', undefined, 'postgres:18', /of no digest/],
    ['no such image', DIGEST, 'postgres:1', /answered 404 to the question for postgres:1\./],
    ['an image without a tag', DIGEST, 'postgres', /has no tag/],
  ])('%s is refused', async (_, digest, image, message) => {
    told = digest;
    await expect(digestOf(image, url)).rejects.toThrow(message);
  });

  test('without a network there is no digest, and a reason', async () => {
    await expect(digestOf('postgres:18', 'http://127.0.0.1:9')).rejects.toThrow(/does not answer/);
  });
});
