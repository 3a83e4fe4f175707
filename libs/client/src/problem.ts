import type { Problem } from '@jophiel/contracts';

/** What a service says is wrong. `code` is stable: docs/errors.md explains each. */
export class JophielProblem extends Error {
  override readonly name = 'JophielProblem';
  readonly code: string;
  readonly status: number;
  /** Each place at fault, as a JSON pointer, and what is wrong there. */
  readonly faults: NonNullable<Problem['faults']>;
  /** Finds the request in the logs of the services. */
  readonly correlationId: string | undefined;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
    this.faults = problem.faults ?? [];
    this.correlationId = problem.correlation_id;
  }

  /** Of an answer that is no success; one that is not Jophiel's, as a proxy's, gets the code of what it means here. */
  static async of(response: Response): Promise<JophielProblem> {
    const text = await response.text();
    const problem = read(text);
    if (problem !== undefined) return new JophielProblem(problem);
    const code = response.status === 503 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL';
    const detail = `${response.url} answered ${response.status}, and not in Jophiel's words: ${text.slice(0, 200)}`;
    return new JophielProblem({
      type: 'about:blank',
      title: response.statusText,
      status: response.status,
      code,
      detail,
    });
  }
}

function read(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Partial<Problem> | null;
    return typeof value?.code === 'string' && typeof value.detail === 'string' ? (value as Problem) : undefined;
  } catch {
    return undefined;
  }
}
