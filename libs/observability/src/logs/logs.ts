import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { LineStream } from './line-stream.ts';
import { SharedFile } from './shared-file.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly service: string;
  readonly level: string;
  /** Folder of the log files; without one, lines go to the console only. */
  readonly folder?: string | undefined;
  readonly rotateAtBytes: number;
  readonly keep: number;
}

/** The logs of one process: each feature has a file of its own, and every line stands in the central file too. */
export interface Logs {
  feature(name: string): Promise<Logger>;
  close(): void;
}

const CENTRAL = 'central';

export async function openLogs(options: LogOptions): Promise<Logs> {
  const files = new Map<string, SharedFile>();
  const fileFor = async (name: string): Promise<SharedFile[]> => {
    if (options.folder === undefined) return [];
    const file = files.get(name) ?? (await openFile(options, options.folder, name));
    files.set(name, file);
    return [file];
  };
  const central = await fileFor(CENTRAL);
  const console = new LineStream(process.stdout.fd);

  return {
    async feature(name) {
      const own = await fileFor(name);
      const streams = [console, ...central, ...own].map((stream) => ({ stream, level: 'trace' as const }));
      return pino(
        {
          level: options.level,
          base: { service: options.service, feature: name, pid: process.pid },
          timestamp: pino.stdTimeFunctions.isoTime,
          formatters: { level: (label) => ({ level: label }) },
          redact: {
            paths: ['url', '*.url', 'password', '*.password', 'metadata', '*.metadata', '*.*.metadata'],
            censor: '…',
          },
        },
        pino.multistream(streams),
      );
    },
    close() {
      console.end();
      for (const file of files.values()) file.close();
    },
  };
}

async function openFile(options: LogOptions, folder: string, name: string): Promise<SharedFile> {
  return SharedFile.open({
    path: join(folder, `${name}.log`),
    rotateAtBytes: options.rotateAtBytes,
    keep: options.keep,
    checkEveryMs: 2_000,
  });
}
