import { type Logger, excludeCredentials } from '@jophiel/observability';

const colours = [36, 35, 32, 33, 34];

interface LogLine {
  readonly level: string;
  readonly msg?: string;
  /** Absent in output that is not a log line. */
  readonly service?: string;
  readonly err?: { readonly message?: string };
  readonly [key: string]: unknown;
}

/**
 * Shows the important part of the services' output in the terminal. Log files have all of it: each service's own, and
 * the logger's for supervisor messages and output that is not a log line.
 */
export class Console {
  readonly #logger: Pick<Logger, 'info'> | undefined;
  readonly #width: number;
  readonly #colourOf = new Map<string, number>();

  constructor(names: readonly string[], logger?: Pick<Logger, 'info'>) {
    this.#logger = logger;
    this.#width = Math.max(...names.map(({ length }) => length));
    names.forEach((name, index) => this.#colourOf.set(name, colours[index % colours.length]!));
  }

  say(name: string, text: string): void {
    this.#logger?.info({ about: name }, excludeCredentials(text));
    this.#show(name, text);
  }

  #show(name: string, text: string): void {
    const prefix = name.padEnd(this.#width);
    const colour = this.#colourOf.get(name);
    const painted = process.stdout.isTTY && colour !== undefined ? `\x1b[${colour}m${prefix}\x1b[0m` : prefix;
    for (const line of text.split('\n')) process.stdout.write(`${painted} │ ${line}\n`);
  }

  /** Shows JSON lines from warnings up, as text; any other output unchanged. */
  pass(name: string, line: string): void {
    const parsed = parse(line);
    // A service with invalid settings has no log yet.
    if (parsed?.service === undefined) this.#logger?.info({ about: name }, excludeCredentials(line));
    if (parsed === undefined) this.#show(name, line);
    else if (['warn', 'error', 'fatal'].includes(parsed.level))
      this.#show(name, `${parsed.level}: ${describe(parsed)}`);
  }
}

function parse(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}

function describe({ msg, err, code, message }: LogLine): string {
  const parts = [msg, code, message, err?.message].filter((part) => typeof part === 'string');
  return parts.join(': ');
}
