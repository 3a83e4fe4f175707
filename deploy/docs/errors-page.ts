import { errorCodes } from '@jophiel/errors';

/** docs/errors.md: the one list of codes. */
export function errorsPage(): string {
  return [
    '# Error codes',
    '',
    'Made by `npm run docs` from `libs/errors/src/codes.ts`. Codes are for ever: none is renamed or given a second meaning.',
    'Answers over HTTP carry them in `code` of problem+json, dead letters in their column, the CLI before its message.',
    '',
    ...Object.entries(errorCodes).flatMap(([code, text]) => [`## ${code}`, '', text, '']),
  ].join('\n');
}
