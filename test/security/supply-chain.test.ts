import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { temporaryFolder } from '@jophiel/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { verdictOf } from '../../deploy/supply-chain/audit-verdict.ts';

const folder = temporaryFolder('supply-chain');
afterAll(() => folder.remove());

test('the bill of materials names every locked package, with its version and its licence', () => {
  const file = `${folder.path}/bill.json`;
  const { status, stderr } = spawnSync('node', ['deploy/supply-chain/write-sbom.ts', file], {
    cwd: repository,
    env: { ...process.env, LOG_FOLDER: 'off' },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const bill = JSON.parse(readFileSync(file, 'utf8')) as {
    bomFormat: string;
    metadata: { component: { name: string } };
    components: { purl: string; licenses?: unknown[] }[];
  };
  expect([bill.bomFormat, bill.metadata.component.name]).toEqual(['CycloneDX', 'jophiel']);
  const { packages } = JSON.parse(readFileSync(`${repository}package-lock.json`, 'utf8')) as {
    packages: Readonly<Record<string, { name?: string; version?: string; link?: boolean }>>;
  };
  const locked = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  expect(locked.length).toBeGreaterThan(500);
  const listed = new Set(bill.components.map(({ purl }) => decodeURIComponent(purl.split('?')[0]!)));
  const missing = locked
    .map(([path, { name, version }]) => `pkg:npm/${name ?? path.replace(/^.*node_modules\//, '')}@${version}`)
    .filter((purl) => !listed.has(purl));
  expect(missing).toEqual([]);
  expect(bill.components.filter(({ licenses = [] }) => licenses.length > 0).length).toBeGreaterThan(500);
});

describe('the audit', () => {
  const report = (severity: string) =>
    JSON.stringify({ auditReportVersion: 2, vulnerabilities: { 'left-pad': { severity, range: '<1.3.1' } } });

  test.each([
    ['nothing found', '{"auditReportVersion":2,"vulnerabilities":{}}', '', 0, '0 vulnerable packages'],
    ['something moderate', report('moderate'), '', 0, 'moderate: left-pad <1.3.1'],
    ['something high', report('high'), '', 1, '1 of them high or critical'],
    ['something critical', report('critical'), '', 1, 'critical: left-pad'],
    ['a registry that refuses', '{"message":"405 Method Not Allowed"}', '', 2, 'NOT DONE.*405 Method Not Allowed'],
    ['a registry that is silent', '', 'npm error ETIMEDOUT\nmore', 2, 'NOT DONE.*npm error ETIMEDOUT$'],
  ])('%s', (_, printed, complaint, code, text) => {
    const verdict = verdictOf(printed, complaint);
    expect(verdict.code).toBe(code);
    expect(verdict.text).toMatch(new RegExp(text));
  });
});
