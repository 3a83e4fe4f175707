import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { repository } from '@jophiel/local';
import { envExample } from '@jophiel/service/settings';
import { contractsPage } from './contracts-page.ts';
import { errorsPage } from './errors-page.ts';
import { breakingChanges, isMajorStep, type OpenApi } from './openapi/breaking-changes.ts';
import { limitsPage } from './limits/limits-page.ts';
import { logsPage } from './logs-page.ts';
import { natsConf } from './nats-conf.ts';
import { openApiDocuments } from './openapi/documents.ts';
import { withServicesTable } from './services-table.ts';
import { settingsGroups } from './settings-groups.ts';

/* npm run docs: writes what is made of the code; with --check it only says what is out of date. */

const apis = await openApiDocuments();
const pages: Readonly<Record<string, string>> = {
  'docs/contracts/README.md': contractsPage(),
  'docs/errors.md': errorsPage(),
  'docs/limits.md': limitsPage(Object.values(apis).map((text) => JSON.parse(text) as OpenApi)),
  'docs/logs.md': logsPage(),
  'ARCHITECTURE.md': withServicesTable(readFileSync(`${repository}ARCHITECTURE.md`, 'utf8')),
  '.env.example': envExample(settingsGroups),
  'deploy/nats/nats.conf': natsConf(),
  ...apis,
};

const isCheck = process.argv.includes('--check');
for (const [path, text] of Object.entries(pages)) {
  const file = repository + path;
  const former = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (former === text) continue;
  const broken = path in apis && former !== undefined ? unannounced(former, text) : [];
  if (broken.length > 0) {
    process.stderr.write(
      `${path}: clients would break. Keep what they use, or raise API_VERSION (libs/contracts/src/http/api-version.ts):\n${broken.map((line) => `  ${line}\n`).join('')}`,
    );
    process.exitCode = 1;
  } else if (isCheck) {
    process.stderr.write(`${path} is out of date; run npm run docs\n`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path} written\n`);
  }
}

/** Changes that break clients, unless the version says so. */
function unannounced(former: string, next: string): string[] {
  const [before, after] = [JSON.parse(former) as OpenApi, JSON.parse(next) as OpenApi];
  return isMajorStep(before.info.version, after.info.version) ? [] : breakingChanges(before, after);
}
