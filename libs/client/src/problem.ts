import type { Problem } from '@jophiel/contracts';

/** An error answer. `code` is stable: docs/errors.md explains each. */
export class JophielProblem extends Error {
  override readonly name = 'JophielProblem';
  readonly code: string;
  readonly status: number;
  /** The places at fault, as JSON pointers, with what is wrong. */
  readonly faults: NonNullable<Problem['faults']>;
  /** Finds the request in the logs. */
  readonly correlationId: string | undefined;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
    this.faults = problem.faults ?? [];
    this.correlationId = problem.correlation_id;
  }

  /** From an error answer. An answer of something else, such as a proxy, gets the code that fits its status. */
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
