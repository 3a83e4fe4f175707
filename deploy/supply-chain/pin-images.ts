import { readFileSync, writeFileSync } from 'node:fs';
import { imagesOf, withDigests } from './images.ts';
import { digestOf } from './registry.ts';

/*
 * npm run pin: writes into the files of the containers the digest of each image that its tag names now. Writes
 * nothing unless every registry answered.
 */

const FILES = ['docker-compose.yml', 'deploy/Dockerfile'];

const texts = new Map(FILES.map((file) => [file, readFileSync(file, 'utf8')]));
const images = [...new Set([...texts.values()].flatMap(imagesOf))];
const digests = new Map<string, string>();
try {
  for (const image of images) {
    const digest = await digestOf(image);
    digests.set(image, digest);
    process.stdout.write(`${image} is ${digest}\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\nNothing was written.\n`);
  process.exit(1);
}
for (const [file, text] of texts) {
  const pinned = withDigests(text, digests);
  if (pinned !== text) writeFileSync(file, pinned);
  process.stdout.write(`${file}: ${pinned === text ? 'as it was' : 'written'}\n`);
}
