import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { JophielError } from '@jophiel/errors';
import { type Logger, logOptionsOf, LogSettings, openLogs, excludeCredentials } from '@jophiel/observability/logs';
import { readSettings } from '@jophiel/service/settings';
import type { Command } from 'commander';
import { type CommandRun, findStack, timedCommand, withCorrelationId } from '@jophiel/local';

/** Figures of a command for its log; people read its printed output. */
export type Outcome = Readonly<Record<string, unknown>>;

/**
 * Runs a command. Its arguments, result or error, and duration go to `cli.<command>.log` (with `-` for `:`) and to
 * `central.log`; its time goes to the register of timings, under its name without `db:`.
 * @param work gets the arguments, the options, and an object for its progress
 * @returns an action for commander, which calls it with the arguments, the options and the command
 */
export function run(work: (...args: never[]) => Promise<Outcome>): (...args: readonly unknown[]) => Promise<void> {
  return async (...args) => {
    const command = args.at(-1) as Command;
    const logs = await openLogs({
      service: 'cli',
      console: false,
      ...logOptionsOf(readSettings(LogSettings, process.env)),
    });
    const correlationId = randomUUID();
    const name = nameOf(command);
    const feature = await logs.feature(`cli.${name.replaceAll(':', '-')}`);
    const logger = feature.child({ correlation_id: correlationId });
    const stopListening = onInterruption(logger, logs.close);
    try {
      await withCorrelationId(correlationId, async () =>
        logged(logger, command, async () => timed(name, work, args.slice(0, -1))),
      );
    } finally {
      stopListening();
      logs.close();
    }
  };
}

/** With the name of the group, such as `keys:create`. */
function nameOf(command: Command): string {
  const group = command.parent?.parent ? `${command.parent.name()}:` : '';
  return group + command.name();
}

async function timed(
  name: string,
  work: (...args: never[]) => Promise<Outcome>,
  args: readonly unknown[],
): Promise<Outcome> {
  return timedCommand(findStack(), name.replace(/^db:/, ''), async (run: CommandRun) =>
    (work as (...all: unknown[]) => Promise<Outcome>)(...args, run),
  );
}

async function logged(logger: Logger, command: Command, work: () => Promise<Outcome>): Promise<void> {
  const startedAt = performance.now();
  const ms = () => Math.round(performance.now() - startedAt);
  logger.info({ arguments: command.args.map(excludeCredentials), options: secretless(command.opts()) }, 'starts');
  try {
    const outcome = await work();
    logger.info({ ...outcome, ms: ms() }, 'done');
  } catch (error) {
    const code = error instanceof JophielError ? error.code : 'INTERNAL';
    logger.error({ code, err: error, ms: ms() }, 'failed');
    throw error;
  }
}

/** Ctrl-C ends a command at once, as it would without a log. */
function onInterruption(logger: Logger, close: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listeners = signals.map(
    (signal) =>
      [
        signal,
        () => {
          logger.warn({ signal }, 'interrupted');
          close();
          process.exit(128 + constants.signals[signal]);
        },
      ] as const,
  );
  for (const [signal, listener] of listeners) process.once(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

const secretless = (options: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === 'string' ? excludeCredentials(value) : value,
    ]),
  );
