import { readFileSync } from 'node:fs';
import { repository } from '@jophiel/cli/stack';
import * as contracts from '@jophiel/contracts';
import { insideEvents, outsideEvents } from '@jophiel/contracts';
import { expect, test } from 'vitest';
import { readSources } from './source-file.ts';

/* The two tables of ARCHITECTURE.md: which events and which database tables each service has to do with. */

const services = ['ingestion', 'vectorizer', 'profile', 'scorer', 'feed-api', 'ann'];
const sources = readSources().filter(({ path }) => path.startsWith('services/') && !path.endsWith('.test.ts'));
const architecture = textOf('ARCHITECTURE.md');
const subjectsByName = new Map(
  Object.entries(contracts).flatMap(([name, value]) =>
    typeof value === 'object' && 'subject' in value ? [[name, value.subject]] : [],
  ),
);

function textOf(file: string): string {
  return readFileSync(`${repository}${file}`, 'utf8');
}

/** What a column of a document's table names in backticks, by service. */
function documented(column: string): Record<string, string[]> {
  const rows = architecture.split('\n').map((line) => line.split('|').slice(1, -1));
  const head = rows.findIndex(
    (cells) => cells[0]?.trim() === 'service' && cells.some((cell) => cell.trim() === column),
  );
  const index = rows[head]!.findIndex((cell) => cell.trim() === column);
  return byService((service) => {
    const row = rows.slice(head).find((cells) => cells[0]?.trim() === service);
    return [...row![index]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  });
}

function byService(namesOf: (service: string) => readonly string[]): Record<string, string[]> {
  return Object.fromEntries(services.map((service) => [service, [...new Set(namesOf(service))].sort()]));
}

/** The subjects of the contracts that a service's files name in a certain way, of the files where it calls something. */
function inCode(calls: RegExp, naming: (name: string) => RegExp): Record<string, string[]> {
  return byService((service) =>
    sources
      .filter(({ path, text }) => path.startsWith(`services/${service}/src/`) && calls.test(text))
      .flatMap(({ text }) => {
        const body = text.slice(text.lastIndexOf("from '"));
        return [...subjectsByName].flatMap(([name, subject]) => (naming(name).test(body) ? [subject] : []));
      }),
  );
}

const emitted = (name: string) => new RegExp(`causedBy\\(\\s*${name}\\b`);

test('"ARCHITECTURE\'s table lacks work.profile.rebuild, work.batch.requested": it has what each service consumes', () => {
  // A handler's file also names what it emits, what it reads the type of, and what it only knows the name of.
  const consumed = (name: string) => new RegExp(`(?<!causedBy\\(\\s*)(?<!typeof )\\b${name}\\b(?!\\.subject)`);
  const found = inCode(/\bsubscriber\(/, consumed);
  expect(found.profile).toContain('work.profile.rebuild');
  expect(found.scorer).toContain('work.batch.requested');
  expect(documented('consumes')).toEqual(found);
});

test('it has what each service follows', () => {
  const found = inCode(/\bfollowing\(/, (name) => new RegExp(`(?<!typeof )\\b${name}\\b`));
  expect(found.ann).toHaveLength(2);
  expect(documented('follows')).toEqual(found);
});

test('it has what each service emits, which is what the contracts say too', () => {
  const all = [...outsideEvents, ...insideEvents];
  const promised = byService((service) =>
    all.flatMap(({ subject, senders }) => ((senders as readonly string[]).includes(service) ? [subject] : [])),
  );
  expect(documented('emits')).toEqual(promised);
  expect(inCode(/\bcausedBy\(/, emitted)).toEqual(promised);
});

test('"the foreign tables that feed-api reads": it has what each role may write and read', () => {
  const grants = [...textOf('deploy/postgres/roles.sql').matchAll(/^GRANT (SELECT[^;]*?) ON\s([^;]*?)TO (\w+);/gm)];
  const granted = (privileges: RegExp) =>
    byService((service) =>
      grants
        .filter(([, given, , role]) => privileges.test(given!) && role === `jophiel_${service.replace('-', '_')}`)
        .flatMap(([, , tables]) => [...tables!.matchAll(/jophiel\.(\w+)/g)].map(([, table]) => table!))
        .filter((table) => !/_(inbox|outbox|dead_letters|timings)$/.test(table)),
    );
  const reads = granted(/^SELECT$/);
  expect(reads['feed-api']!.length).toBeGreaterThan(10);
  expect(documented('reads')).toEqual(reads);
  expect(documented('owns')).toEqual(granted(/DELETE/));
});
