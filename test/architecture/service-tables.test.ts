import { readFileSync } from 'node:fs';
import { manifests, repository, serviceNames } from '@jophiel/local';
import * as contracts from '@jophiel/contracts';
import { insideEvents, outsideEvents } from '@jophiel/contracts';
import type { ServiceManifest } from '@jophiel/service';
import { expect, test } from 'vitest';
import { withServicesTable } from '../../docs/generate/services-table.ts';
import { readSources } from './source-file.ts';

/* What the manifests of the services say, held to the contracts, the code and the roles in PostgreSQL. */

const architecture = textOf('ARCHITECTURE.md');
/** The files of each service without its manifest and its tests. */
const sources = readSources().filter(
  ({ path }) => path.startsWith('services/') && !/\.test\.ts$|^services\/[^/]+\/src\/service\.ts$/.test(path),
);

function textOf(file: string): string {
  return readFileSync(`${repository}${file}`, 'utf8');
}

function byService(
  namesOf: (service: string, manifest: ServiceManifest) => readonly string[],
): Record<string, string[]> {
  return Object.fromEntries(
    manifests.map((manifest) => [manifest.name, [...new Set(namesOf(manifest.name, manifest))].sort()]),
  );
}

/** What a column of the table of owners and readers names in backticks, by service. */
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

test('"ARCHITECTURE\'s table lacks work.profile.rebuild, work.batch.requested": it is made from the manifests', () => {
  expect(withServicesTable(architecture)).toBe(architecture);
  expect(architecture).toMatch(/^\| profile .*`work.profile.rebuild`/m);
  expect(architecture).toMatch(/^\| scorer .*`work.batch.requested`/m);
});

test('a manifest lists exactly the events that the code of its service emits', () => {
  const all = [...outsideEvents, ...insideEvents];
  const subjectsByName = Object.entries(contracts).flatMap(([name, value]) =>
    typeof value === 'object' && 'subject' in value ? [[name, value.subject] as const] : [],
  );
  const emitted = byService((service) =>
    subjectsByName.flatMap(([name, subject]) =>
      sources.some(
        ({ path, text }) =>
          path.startsWith(`services/${service}/src/`) && new RegExp(`causedBy\\(\\s*${name}\\b`).test(text),
      )
        ? [subject]
        : [],
    ),
  );
  expect(byService((_, { emits }) => emits.map(({ subject }) => subject))).toEqual(emitted);
  // An event comes from a role outside, or a service emits it.
  const sent = new Set(Object.values(emitted).flat());
  expect(all.filter(({ subject, senders }) => senders === undefined && !sent.has(subject))).toEqual([]);
});

test('a handler lists the events that it emits, so that the start of its service compares them with the manifest', () => {
  const missing = sources
    .filter(({ path }) => path.includes('/handlers/'))
    .flatMap(({ path, text }) => {
      const listed = [...text.matchAll(/\bemits: \[([^\]]*)\]/g)].map(([, names]) => names).join();
      return [...text.matchAll(/causedBy\(\s*(\w+)/g)]
        .filter(([, name]) => !new RegExp(`\\b${name}\\b`).test(listed))
        .map(([, name]) => `${path}: ${name}`);
    });
  expect(missing).toEqual([]);
});

test('a manifest lists nothing that the code of its service does not name', () => {
  const nameOf = new Map<unknown, string>(Object.entries(contracts).map(([name, value]) => [value, name]));
  const unused = byService((service, { consumes, follows, asks, answers }) => {
    const code = sources
      .filter(({ path }) => path.startsWith(`services/${service}/src/`))
      .map(({ text }) => text.slice(text.lastIndexOf("from '")))
      .join('\n');
    return [...consumes, ...follows, ...asks, ...answers]
      .map((contract) => nameOf.get(contract)!)
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
  });
  expect(unused).toEqual(byService(() => []));
});

test('"the foreign tables that feed-api reads": the table has what each role may write and read', () => {
  const grants = [...textOf('deploy/postgres/roles.sql').matchAll(/^GRANT (SELECT[^;]*?) ON\s([^;]*?)TO (\w+);/gm)];
  const granted = (privileges: RegExp) =>
    byService((service) =>
      grants
        .filter(([, given, , role]) => privileges.test(given!) && role === `jophiel_${service.replaceAll('-', '_')}`)
        .flatMap(([, , tables]) => [...tables!.matchAll(/jophiel\.(\w+)/g)].map(([, table]) => table!))
        .filter((table) => !/_(inbox|outbox|dead_letters|timings)$/.test(table)),
    );
  const reads = granted(/^SELECT$/);
  expect(reads['feed-api']!.length).toBeGreaterThan(10);
  expect(documented('reads')).toEqual(reads);
  expect(documented('owns')).toEqual(granted(/DELETE/));
});

test('roles.sql makes a role for each manifest, with an inbox and an outbox where it consumes or emits', () => {
  const sql = textOf('deploy/postgres/roles.sql');
  const [, roles] = /FOREACH service IN ARRAY ARRAY\[([^\]]*)\]/.exec(sql)!;
  const names = [...roles!.matchAll(/'(\w+)'/g)].map(([, name]) => name!);
  expect(names).toEqual([...serviceNames.map((name) => name.replaceAll('-', '_')), 'cli']);
  for (const { name, consumes, emits } of manifests as readonly ServiceManifest[]) {
    const tables = ['inbox', 'outbox', 'dead_letters'].map((table) => `jophiel.${name.replaceAll('-', '_')}_${table}`);
    expect([name, tables.every((table) => new RegExp(`${table}\\b`).test(sql))]).toEqual([
      name,
      consumes.length + emits.length > 0,
    ]);
  }
});
