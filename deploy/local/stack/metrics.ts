import { JophielError } from '@jophiel/errors';
import { keyHeaders } from './key.ts';

/** One line of a service's metrics. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** @throws JophielError SERVICE_UNAVAILABLE */
export async function readMetrics(url: string): Promise<Sample[]> {
  const response = await fetch(`${url}/metrics`, { headers: keyHeaders(url) }).catch((cause: unknown) => {
    throw new JophielError('SERVICE_UNAVAILABLE', `Nothing answers at ${url}. Is Jophiel running (npm start)?`, {
      cause,
    });
  });
  if (!response.ok) throw new JophielError('SERVICE_UNAVAILABLE', `${url}/metrics answered ${response.status}.`);
  return parseMetrics(await response.text());
}

/** Parses the part of the Prometheus text format that our services write. */
export function parseMetrics(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/.exec(line)!;
      const pairs = [...labels.matchAll(/([a-zA-Z_]+)="((?:[^"\\]|\\.)*)"/g)].map(
        ([, key, text]) => [key!, text!] as const,
      );
      return { name: name!, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}
