/** Lower severities are listed and do not fail. */
const FAILING = ['high', 'critical'];

interface Report {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly message?: string;
}

/** 0: nothing that counts; 1: vulnerabilities; 2: the registry gave no answer, so nothing is known. */
export interface Verdict {
  readonly code: 0 | 1 | 2;
  readonly text: string;
}

/**
 * @param printed what `npm audit --json` printed; its exit code is 1 for vulnerabilities and for a silent registry alike
 * @param complaint what it printed as errors
 */
export function verdictOf(printed: string, complaint: string): Verdict {
  const { vulnerabilities, message } = read(printed);
  if (vulnerabilities === undefined)
    return {
      code: 2,
      text: `audit: NOT DONE, the registry did not answer: ${message ?? complaint.trim().split('\n')[0] ?? ''}`,
    };
  const found = Object.entries(vulnerabilities);
  const failing = found.filter(([, { severity }]) => FAILING.includes(severity));
  const lines = found.map(([name, { severity, range }]) => `  ${severity}: ${name} ${range}`);
  return {
    code: failing.length > 0 ? 1 : 0,
    text: [`audit: ${found.length} vulnerable packages, ${failing.length} of them high or critical`, ...lines].join(
      '\n',
    ),
  };
}

function read(printed: string): Report {
  try {
    return JSON.parse(printed) as Report;
  } catch {
    return {};
  }
}
