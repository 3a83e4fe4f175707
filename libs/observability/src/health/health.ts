/** Checks one dependency of a service; throws or returns a reason when it is unavailable. */
export type Check = () => Promise<string | undefined>;

export interface Health {
  /** Whether the process may get traffic: every check passes. */
  ready(): Promise<{ ok: boolean; checks: Record<string, { ok: boolean; detail?: string }> }>;
}

const TIMEOUT_MS = 2_000;

export function openHealth(checks: Readonly<Record<string, Check>>): Health {
  return {
    async ready() {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)] as const),
      );
      return { ok: results.every(([, { ok }]) => ok), checks: Object.fromEntries(results) };
    },
  };
}

async function outcome(check: Check): Promise<{ ok: boolean; detail?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${TIMEOUT_MS} ms`), TIMEOUT_MS);
  });
  try {
    const detail = await Promise.race([check(), late]);
    return detail === undefined ? { ok: true } : { ok: false, detail };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
