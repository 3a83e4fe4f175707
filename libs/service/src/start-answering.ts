import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import { keepRunning } from './keep-running.ts';
import type { Answer } from './service.ts';

/** Answers requests over NATS, each contract once it is ready. Retries failed starts until the signal aborts. */
export function startAnswering(
  answers: readonly (Answer & { readonly logger: Logger })[],
  transport: Pick<Transport, 'serve'>,
  signal: AbortSignal,
): { stop(): Promise<void> } {
  const stops: (() => Promise<void>)[] = [];
  for (const { request, answer, whenReady = async () => true, logger } of answers) {
    const serve = async () => {
      if (!(await whenReady(signal))) return;
      const { stop } = await transport.serve(request.subject, answer);
      stops.push(stop);
    };
    void keepRunning(serve, signal, logger);
  }
  return {
    async stop() {
      await Promise.all(stops.map(async (stop) => stop()));
    },
  };
}
