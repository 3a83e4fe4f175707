import { errorCodes } from '@jophiel/errors';
import type { Server } from './server-types.ts';

/** Where each code is explained, on whichever service answered with it; the `type` of problems leads there. */
export const ERRORS_PATH = '/docs/errors';

const POLICY = "default-src 'none'; frame-ancestors 'self'";

/** `/docs/errors`, a page that says what each code means; `#CODE` is the place of one. */
export function addErrorsPage(server: Server): void {
  const page = pageOf(errorCodes);
  server.get(ERRORS_PATH, { schema: { hide: true } }, async (_request, reply) =>
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
