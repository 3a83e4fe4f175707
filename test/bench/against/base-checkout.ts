import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { localFolder, repository } from '@jophiel/local';
import { JophielError } from '@jophiel/errors';

export interface BaseCheckout {
  readonly commit: string;
  readonly folder: string;
}

/**
 * A worktree of an earlier commit in the data folder of this checkout. It is kept, so that its packages are installed
 * only once; `git worktree prune` forgets it after its folder was deleted.
 * @throws JophielError COMMAND_INVALID when the revision names no commit
 */
export function baseCheckout(revision: string): BaseCheckout {
  const commit = commitOf(revision);
  const folder = `${localFolder}/against/${commit.slice(0, 12)}`;
  if (!existsSync(`${folder}/package.json`)) {
    mkdirSync(`${localFolder}/against`, { recursive: true });
    git('worktree', 'prune');
    git('worktree', 'add', '--detach', '--force', folder, commit);
  }
  return { commit, folder };
}

function commitOf(revision: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  } catch {
    throw new JophielError(
      'COMMAND_INVALID',
      `--against must name a commit of this repository (it is "${revision}"); git log lists them.`,
    );
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
