import Type from 'typebox';
import { expect, test } from 'vitest';
import { envExample, readSettings, setVariables } from './index.ts';

const schema = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1, description: 'Where PostgreSQL is.' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 8790, description: 'The port to listen on.' }),
  LOG_LEVEL: Type.Enum(['info', 'debug'], { default: 'info', description: 'How much is logged.' }),
  STRICT: Type.Boolean({ default: false, description: 'Whether to be strict.' }),
});

test('texts become the declared type; defaults fill in; an empty variable counts as not set', () => {
  const settings = readSettings(schema, {
    DATABASE_URL: 'postgres://x',
    PORT: '8080',
    STRICT: 'true',
    LOG_LEVEL: '',
    PATH: '/bin',
  });
  expect(settings).toEqual({ DATABASE_URL: 'postgres://x', PORT: 8080, STRICT: true, LOG_LEVEL: 'info' });
});

test('an empty variable counts as not set, so a default put beside it applies', () => {
  const variables = setVariables({ LOG_FOLDER: '', LOG_LEVEL: 'debug', HOST: undefined });
  expect({ LOG_FOLDER: '/logs', ...variables }).toEqual({ LOG_FOLDER: '/logs', LOG_LEVEL: 'debug' });
});

test.each([
  [{}, 'DATABASE_URL is missing [Where PostgreSQL is.]'],
  [{ DATABASE_URL: 'x', PORT: 'http' }, 'PORT must be integer [The port to listen on.] (it is "http")'],
  [{ DATABASE_URL: 'x', PORT: '70000' }, 'PORT must be <= 65535 [The port to listen on.] (it is 70000)'],
  [
    { DATABASE_URL: 'x', LOG_LEVEL: 'loud' },
    'LOG_LEVEL must be one of "info", "debug" [How much is logged.] (it is "loud")',
  ],
])('%j is refused by name', (environment, text) => {
  expect(() => readSettings(schema, environment)).toThrow(text);
});

test('the example names every variable once, with its default commented out', () => {
  const text = envExample([
    { title: 'all', schema },
    { title: 'again', schema },
  ]);
  expect(text.match(/DATABASE_URL=/g)).toHaveLength(1);
  expect(text).toContain('# Where PostgreSQL is.\nDATABASE_URL=\n');
  expect(text).toContain('# The port to listen on.\n#PORT=8790\n');
});
