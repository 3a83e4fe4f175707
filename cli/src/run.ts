import type { Command } from 'commander';
import { findStack } from './stack/stack.ts';
import { timedCommand } from './timings/timed-command.ts';

/**
 * The way in which every command runs: its time is kept in the register, under its name without `db:`.
 * @param work is given the arguments, the options and what it may tell of its progress (CommandRun)
 * @returns an action for commander
 */
export function run(work: (...args: never[]) => Promise<void>): (...args: readonly unknown[]) => Promise<void> {
  return async (...args) => {
    const name = (args.at(-1) as Command).name().replace(/^db:/, '');
    await timedCommand(findStack(), name, async (command) =>
      (work as (...args: unknown[]) => Promise<void>)(...args.slice(0, -1), command),
    );
  };
}
