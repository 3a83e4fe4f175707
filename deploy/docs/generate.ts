import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { repository } from '@jophiel/cli/stack';
import { envExample } from '@jophiel/settings';
import { contractsPage } from './contracts-page.ts';
import { errorsPage } from './errors-page.ts';
import { settingsGroups } from './settings-groups.ts';

/* npm run docs: writes what is made of the code; with --check it only says what is out of date. */

const pages: Readonly<Record<string, string>> = {
  'docs/contracts/README.md': contractsPage(),
  'docs/errors.md': errorsPage(),
  '.env.example': envExample(settingsGroups),
};

const isCheck = process.argv.includes('--check');
for (const [path, text] of Object.entries(pages)) {
  const file = repository + path;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (isCheck) {
    process.stderr.write(`${path} is out of date; run npm run docs\n`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path} written\n`);
}
