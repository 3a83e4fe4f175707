import { fetchWithKey, readMetrics, repository } from '@jophiel/local';
import { freePort } from '@jophiel/embedded';
import { eventually } from '@jophiel/testing';
import { Console } from '../../../deploy/local/console.ts';
import { ServiceProcess } from '../../../deploy/local/service-process.ts';

/** A ready ann service in its own process. */
export interface AnnProcess {
  readonly url: string;
  /** Time until it was ready, in ms. */
  readonly startedInMs: number;
  /** Memory of its index and of the whole process, from its metrics. */
  memory(): Promise<{ readonly indexBytes: number; readonly residentBytes: number }>;
  /** The answer in ids, unparsed. */
  answer(question: object): Promise<string>;
  stop(): Promise<void>;
}

const TIMEOUT_MS = 300_000;

export async function startAnnProcess(environment: Readonly<Record<string, string>>): Promise<AnnProcess> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const service = new ServiceProcess({
    name: 'ann',
    file: `${repository}services/ann/src/main.ts`,
    environment: { ...process.env, LOG_LEVEL: 'warn', LOG_FOLDER: 'off', ...environment, ANN_PORT: port },
    console: new Console(['ann']),
  });
  const startedAt = performance.now();
  service.start();
  await eventually(async () => {
    const { status } = await fetch(`${url}/health/ready`);
    if (status !== 200) throw new Error(`ann answers ${status}`);
  }, TIMEOUT_MS);
  return {
    url,
    startedInMs: performance.now() - startedAt,
    async memory() {
      const lines = await readMetrics(url);
      const value = (name: string) => lines.find((line) => line.name === name)?.value ?? 0;
      return { indexBytes: value('jophiel_ann_index_bytes'), residentBytes: value('process_resident_memory_bytes') };
    },
    async answer(question) {
      const response = await fetchWithKey(`${url}/v1/nearest`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...question, form: 'ids' }),
      });
      return response.text();
    },
    stop: async () => void (await service.stop()),
  };
}
