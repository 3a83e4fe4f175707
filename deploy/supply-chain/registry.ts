import { createHash } from 'node:crypto';

const TIMEOUT_MS = 20_000;
/** The list of all platforms comes first; a registry answers with the manifest of one only if there is no list. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Where an image is: `postgres:18` is library/postgres of Docker's registry. */
export function placeOf(image: string): { readonly registry: string; readonly name: string; readonly tag: string } {
  const [, path, tag] = /^(.+?)(?::([\w.-]+))?$/.exec(image)!;
  if (tag === undefined) throw new Error(`The image ${image} has no tag. Name one: a digest belongs to a tag.`);
  const [first, ...rest] = path!.split('/');
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first!);
  if (isHost) return { registry: `https://${first}`, name: rest.join('/'), tag };
  return { registry: 'https://registry-1.docker.io', name: rest.length > 0 ? path! : `library/${path}`, tag };
}

/**
 * The digest of what a tag names now: the SHA-256 of the manifest that the registry sent, which must be what its header
 * says. @param registry another one than the image's, for a mirror
 * @throws Error that says which registry gave no answer, or a wrong one
 */
export async function digestOf(image: string, registry = placeOf(image).registry): Promise<string> {
  const { name, tag } = placeOf(image);
  const url = `${registry}/v2/${name}/manifests/${tag}`;
  let response = await ask(url, {});
  if (response.status === 401) response = await ask(url, await authorization(response, registry));
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${registry} answered ${response.status} to the question for ${image}.`);
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const told = response.headers.get('docker-content-digest');
  if (told !== digest)
    throw new Error(`${registry} says that ${image} is ${told ?? 'of no digest'}, and sent ${digest}.`);
  return digest;
}

/** A registry names in its refusal who gives a token for reading, also to strangers. */
async function authorization(refusal: Response, registry: string): Promise<Record<string, string>> {
  const challenge = refusal.headers.get('www-authenticate') ?? '';
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
  );
  if (realm === undefined) throw new Error(`${registry} refuses and does not say who gives a token.`);
  const { token, access_token } = (await (
    await ask(`${realm}?${new URLSearchParams(query).toString()}`, {})
  ).json()) as Record<'token' | 'access_token', string | undefined>;
  return { authorization: `Bearer ${token ?? access_token}` };
}

async function ask(url: string, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { headers: { accept: MANIFESTS, ...headers }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error };
    throw new Error(`${new URL(url).origin} does not answer: ${cause?.message ?? message}`, { cause: error });
  }
}
