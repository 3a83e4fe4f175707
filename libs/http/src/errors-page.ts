import { errorCodes } from '@jophiel/errors';
import { open } from './route-access.ts';
import type { Server } from './server-types.ts';

/** Page that explains every code, on every service; the `type` of problems links to it. */
export const ERRORS_PATH = '/docs/errors';

const POLICY = "default-src 'none'; frame-ancestors 'self'";

/** `/docs/errors` explains each code at the anchor `#CODE`. */
export function addErrorsPage(server: Server): void {
  const page = pageOf(errorCodes);
  server.get(ERRORS_PATH, { config: { access: open }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(page),
  );
}

function pageOf(codes: Readonly<Record<string, string>>): string {
  const entries = Object.entries(codes).map(
    ([code, meaning]) => `<dt id="${code}">${code}</dt>\n<dd>${escaped(meaning)}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<title>Jophiel: error codes</title>
<h1>Error codes</h1>
<dl>
${entries.join('\n')}
</dl>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
