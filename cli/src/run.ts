import type { Command } from 'commander';
import { findStack } from './stack/stack.ts';
import { type CommandRun, timedCommand } from './timings/timed-command.ts';

/**
 * The way in which every command runs: its time is kept in the register, under its name without `db:`.
 * @param work is given the arguments, the options and what it may tell of its progress
 * @returns an action for commander
 */
export function run<Args extends readonly unknown[]>(
  work: (...args: Args) => Promise<void>,
): (...args: readonly unknown[]) => Promise<void> {
  return async (...args) => {
    const name = (args.at(-1) as Command).name().replace(/^db:/, '');
    await timedCommand(findStack(), name, async (command: CommandRun) =>
      work(...([...args.slice(0, -1), command] as unknown as Args)),
    );
  };
}
