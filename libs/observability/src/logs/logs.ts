import { join } from 'node:path';
import { JophielError } from '@jophiel/errors';
import pino, { type Logger } from 'pino';
import { excludeCredentials } from './credentials.ts';
import { LineStream } from './line-stream.ts';
import { LogLosses } from './log-losses.ts';
import { SharedFile, type SharedFileHooks } from './shared-file.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly service: string;
  readonly level: string;
  /** Absolute path; no files when absent. */
  readonly folder?: string | undefined;
  /** Size at which a file is rotated. */
  readonly rotateAtBytes: number;
  /** Number of rotated files kept of each log. */
  readonly keep: number;
  /** Also log to the standard output; true by default. */
  readonly console?: boolean;
}

/** The logs of one process: each feature has its own file, and the central file has every line. */
export interface Logs {
  readonly folder: string | undefined;
  /**
   * The log of one feature, in the file `<name>.log`; the same object for the same name.
   * @throws JophielError SETTING_INVALID when the file cannot be opened
   */
  feature(name: string): Promise<Logger>;
  /** Calls the listener with every loss from now on: the log, and its number of lost lines. */
  onLost(listener: (log: string, lines: number) => void): void;
  close(): void;
}

const CENTRAL = 'central';
const CONSOLE = 'console';
const CHECK_EVERY_MS = 2_000;

interface Lines {
  write(line: string): void;
}

/** @throws JophielError SETTING_INVALID when the folder cannot be written */
export async function openLogs(options: LogOptions): Promise<Logs> {
  const { service, folder } = options;
  const files = new Map<string, SharedFile>();
  const loggers = new Map<string, Logger>();
  const losses = new LogLosses({
    central: CENTRAL,
    onOutage: (log, error) => complaints.error({ log, folder, err: error }, 'log lines are lost'),
    onEnd: (lines) => aboutLogs.warn({ lines_lost: lines }, 'the log files are written again'),
    clock: () => performance.now(),
  });
  const fileFor = (name: string): SharedFile[] => {
    if (folder === undefined) return [];
    const onStuck = (error: Error) =>
      complaints.error({ log: name, folder, err: error }, 'a log file cannot be rotated or reopened');
    const file = files.get(name) ?? openFile(options, folder, name, { ...losses.hooksFor(name), onStuck });
    files.set(name, file);
    return [file];
  };
  const central = fileFor(CENTRAL);
  const isConsole = options.console !== false;
  const terminal = isConsole
    ? new LineStream(process.stdout.fd, losses.hooksFor(CONSOLE))
    : new LineStream(process.stderr.fd);
  const console = isConsole ? [terminal] : [];
  const aboutLogs = loggerOf(options, service, [...console, ...central]);
  const complaints = loggerOf(options, service, [terminal]);

  return {
    folder,
    async feature(name) {
      const logger = loggers.get(name) ?? loggerOf(options, name, [...console, ...central, ...fileFor(name)]);
      loggers.set(name, logger);
      return logger;
    },
    onLost: (listener) => losses.listen(listener),
    close() {
      for (const file of files.values()) file.close();
      terminal.end();
    },
  };
}

function loggerOf({ service, level }: LogOptions, feature: string, streams: readonly Lines[]): Logger {
  return pino(
    {
      level,
      base: { service, feature, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: Error) => excludeSecrets(pino.stdSerializers.err(error)) },
      redact: {
        paths: ['url', '*.url', 'password', '*.password', 'metadata', '*.metadata', '*.*.metadata'],
        censor: '…',
      },
    },
    {
      write(line: string) {
        for (const stream of streams) stream.write(line);
      },
    },
  );
}

/** Drivers quote their URL in errors. */
function excludeSecrets(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  return Object.fromEntries(
    Object.entries(error).map(([key, value]: [string, unknown]) => {
      if (key === 'aggregateErrors' && Array.isArray(value)) return [key, value.map(excludeSecrets)];
      return [key, typeof value === 'string' ? excludeCredentials(value) : value];
    }),
  );
}

function openFile(options: LogOptions, folder: string, name: string, hooks: SharedFileHooks): SharedFile {
  const path = join(folder, `${name}.log`);
  try {
    return new SharedFile({
      path,
      rotateAtBytes: options.rotateAtBytes,
      keep: options.keep,
      checkEveryMs: CHECK_EVERY_MS,
      hooks,
    });
  } catch (cause) {
    const problem = `names a folder whose ${name}.log cannot be written: ${(cause as Error).message}`;
    throw new JophielError(
      'SETTING_INVALID',
      `LOG_FOLDER ${problem} (it is "${folder}"). Name a folder that this user may write to, or set LOG_FOLDER=off to log without files.`,
      { cause, faults: [{ path: 'LOG_FOLDER', problem, value: JSON.stringify(folder) }] },
    );
  }
}
