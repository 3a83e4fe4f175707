import type { Request } from '@jophiel/http';

export function urlOf(request: Request, publicUrl: string | undefined): string {
  const base = publicUrl ?? `${request.protocol}://${request.host}`;
  return base + request.url.split('?')[0]!;
}
