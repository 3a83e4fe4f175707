import { JophielError } from '@jophiel/errors';
import { readMetrics, serviceNames, type Stack } from '@jophiel/local';

/** Measured times of a service that are not in the register yet. */
export interface Unwritten {
  readonly service: string;
  /** Age of the oldest unwritten time; null when the service does not answer. */
  readonly seconds: number | null;
}

export async function readUnwritten({ services }: Stack): Promise<Unwritten[]> {
  return Promise.all(
    serviceNames.map(async (service) => {
      try {
        const samples = await readMetrics(services[service]);
        return {
          service,
          seconds: samples.find(({ name }) => name === 'jophiel_timings_unwritten_seconds')?.value ?? null,
        };
      } catch (error) {
        if (!(error instanceof JophielError)) throw error;
        return { service, seconds: null };
      }
    }),
  );
}

export function unwrittenLines(all: readonly Unwritten[], everySeconds: number): string[] {
  const answering = all.flatMap(({ service, seconds }) =>
    seconds === null ? [] : [`${service} ${seconds.toFixed(1)} s`],
  );
  const silent = all.filter(({ seconds }) => seconds === null).map(({ service }) => service);
  return [
    ...(answering.length === 0
      ? []
      : [`Services write every ${everySeconds} s. The oldest time that is not written yet: ${answering.join(', ')}.`]),
    ...silent.map((service) => `${service} does not answer; showing its stored times.`),
  ];
}
