import type { Problem } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { correlationHeaders } from './correlation.ts';
import { keyHeaders } from './key.ts';

/** Sends a request to a service. @throws JophielError with the service's problem, or when it does not answer */
export async function request<Answer>(method: 'GET' | 'POST', url: string, body?: unknown): Promise<Answer> {
  const headers = { ...correlationHeaders(), ...keyHeaders(url) };
  const init =
    body === undefined
      ? { method, headers }
      : { method, body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } };
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new JophielError(
      'SERVICE_UNAVAILABLE',
      `Nothing answers at ${new URL(url).origin}. Is Jophiel running (npm start)?`,
      { cause },
    );
  });
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  throw new JophielError(
    isRefused(problem) ? problem.code : 'INTERNAL',
    problem === undefined ? `${url} answered ${response.status}.` : `${problem.code}: ${problem.detail}`,
  );
}

function isRefused(problem: Problem | undefined): problem is Problem & { code: 'UNAUTHENTICATED' | 'FORBIDDEN' } {
  return problem?.code === 'UNAUTHENTICATED' || problem?.code === 'FORBIDDEN';
}
