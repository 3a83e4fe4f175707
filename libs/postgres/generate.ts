import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/* Generates the Prisma client unless it is up to date with prisma/schema, its generator and this script. */
const repository = fileURLToPath(new URL('../../', import.meta.url));
const generated = fileURLToPath(new URL('src/generated', import.meta.url));
const stamp = `${generated}/.made-of`;
const prisma = `${repository}node_modules/prisma`;

const sources = [
  ...readdirSync(`${repository}prisma/schema`)
    .sort()
    .map((name) => `${repository}prisma/schema/${name}`),
  `${repository}prisma.config.ts`,
  `${prisma}/package.json`,
  fileURLToPath(import.meta.url),
];
const hash = createHash('sha256');
for (const path of sources) hash.update(path.replace(repository, '')).update(readFileSync(path));
const source = hash.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== source) {
  process.stderr.write('jophiel: generating the Prisma client\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${prisma}/build/index.js`, 'generate'], {
    cwd: repository,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Generating needs no schema engine; naming any program keeps Prisma from downloading one.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (status === 0) {
    mkdirSync(generated, { recursive: true });
    writeFileSync(stamp, source);
  } else {
    process.stderr.write(`jophiel: prisma generate failed:\n${stdout}\n${stderr}\n`);
    process.exitCode = 1;
  }
}
