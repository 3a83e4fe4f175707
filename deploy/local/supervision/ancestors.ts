import { commandOf, stateOf } from '@jophiel/embedded';

const LOOK_EVERY_MS = 250;

/**
 * Calls back once when a process that started this one is gone: deploy/local/bootstrap.mjs, the shell of npm, or npm.
 * They cannot be relied on to pass a signal on: npm's shell does not, and SIGKILL cannot be passed on. A start without
 * them has no such process, so it outlives the shell that started it.
 */
export function whenOrphaned(onOrphaned: (who: string) => void, environment: NodeJS.ProcessEnv = process.env): void {
  const ancestors = startersOf(process.ppid, environment.npm_lifecycle_event !== undefined);
  if (ancestors.length === 0) return;
  const looking = setInterval(() => {
    const gone = ancestors.find(({ pid, start }) => stateOf(pid)?.start !== start);
    if (gone === undefined) return;
    clearInterval(looking);
    onOrphaned(`${gone.command} (process ${gone.pid})`);
  }, LOOK_EVERY_MS);
  looking.unref();
}

interface Ancestor {
  readonly pid: number;
  readonly start: string;
  readonly command: string;
}

function startersOf(pid: number, byNpm: boolean): Ancestor[] {
  const state = stateOf(pid);
  if (state === undefined) return [];
  const command = commandOf(pid);
  const ancestor = { pid, start: state.start, command };
  if (command.includes('bootstrap.mjs')) return [ancestor, ...startersOf(state.parent, byNpm)];
  return byNpm && /npm|yarn/.test(command) ? [ancestor] : [];
}
