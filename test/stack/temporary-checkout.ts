import { cpSync, existsSync, globSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { repository } from '@jophiel/local';
import { temporaryFolder, type TemporaryFolder } from '@jophiel/testing';

/** What runs of the project: its own packages, and what they read. */
const COPIED = ['cli', 'deploy', 'libs', 'services', 'prisma'];

/**
 * A copy of this checkout in a folder of its own, with the packages of others linked: what is run there finds and leaves
 * its files there, as after a clone.
 */
export function temporaryCheckout(): TemporaryFolder {
  const folder = temporaryFolder('checkout');
  for (const part of COPIED)
    cpSync(repository + part, `${folder.path}/${part}`, {
      recursive: true,
      filter: (path) => basename(path) !== 'node_modules',
    });
  const modules = `${folder.path}/node_modules`;
  mkdirSync(`${modules}/@jophiel`, { recursive: true });
  for (const name of readdirSync(`${repository}node_modules`))
    if (name !== '@jophiel') symlinkSync(`${repository}node_modules/${name}`, `${modules}/${name}`);
  for (const path of ['cli', 'deploy/local', ...globSync(['libs/*', 'services/*'], { cwd: repository })]) {
    symlinkSync(`${folder.path}/${path}`, `${modules}/@jophiel/${basename(path)}`);
    const own = `${repository}${path}/node_modules`;
    if (existsSync(own)) symlinkSync(own, `${folder.path}/${path}/node_modules`);
  }
  return folder;
}
