import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Type, { type Static } from 'typebox';
import type { LogOptions } from './logs.ts';

/** The value of LOG_FOLDER without log files. */
const OFF = 'off';

/** Settings of every process that logs. */
export const logSettings = {
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error'], {
    default: 'info',
    description: 'Minimum level of logged lines.',
  }),
  LOG_FOLDER: Type.String({
    minLength: 1,
    default: '.jophiel/logs',
    description:
      'Folder of the log files, one per feature and central.log. A relative path starts at the checkout. With off there are no files: services log to the console only.',
  }),
  LOG_ROTATE_BYTES: Type.Integer({
    minimum: 10_000,
    default: 20_000_000,
    description: 'Size at which a log file is rotated, in bytes.',
  }),
  LOG_KEEP: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 5,
    description: 'Number of rotated files kept of each log.',
  }),
} as const;

export const LogSettings = Type.Object(logSettings);
export type LogSettings = Static<typeof LogSettings>;

const checkout = fileURLToPath(new URL('../../../../', import.meta.url));

/** The options of `openLogs` that come from settings. */
export function logOptionsOf(settings: LogSettings): Omit<LogOptions, 'service' | 'console'> {
  return {
    level: settings.LOG_LEVEL,
    folder: folderOf(settings.LOG_FOLDER),
    rotateAtBytes: settings.LOG_ROTATE_BYTES,
    keep: settings.LOG_KEEP,
  };
}

function folderOf(value: string): string | undefined {
  if (value === OFF) return undefined;
  return isAbsolute(value) ? value : join(checkout, value);
}
