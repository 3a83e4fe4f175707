import { type ErrorCode, errorCodes } from '@jophiel/errors';
import { statusOf } from '@jophiel/http';

/** docs/errors.md: the one list of codes. */
export function errorsPage(): string {
  return [
    '# Error codes',
    '',
    'Made by `npm run docs` from `libs/errors/src/codes.ts`. A code is never renamed and never gets a second meaning.',
    'Answers over HTTP carry codes in `code` of problem+json, dead letters in a column, the CLI before its message.',
    '',
    ...Object.entries(errorCodes).flatMap(([code, text]) => [
      `## ${code}`,
      '',
      text,
      '',
      statusLine(code as ErrorCode),
      '',
    ]),
  ].join('\n');
}

function statusLine(code: ErrorCode): string {
  const status = statusOf[code];
  return status === undefined ? 'Not in answers over HTTP.' : `HTTP status: ${status}.`;
}
