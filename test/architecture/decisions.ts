/** A decision, as docs/adr has it. */
export interface Decision {
  readonly number: number;
  readonly text: string;
}

const STATES = ['accepted', 'replaced in part', 'replaced'];
/** A measured time or rate. */
const FIGURE = /\d ?(ms|µs)\b|\d users? a second|users\/s/;
/** What stands beside a figure: the command that prints it, or that none does. */
const ORIGIN = /`npm (run|test) |no command reproduces|`test\/bench\//;

/** What is wrong with the heads, references and figures of all decisions, a phrase each. */
export function decisionFaults(decisions: readonly Decision[]): string[] {
  const heads = new Map(decisions.map((decision) => [decision.number, headOf(decision.text)]));
  return decisions.flatMap(({ number, text }) =>
    [...headFaults(heads.get(number)!), ...referenceFaults(number, heads), ...figureFaults(text)].map(
      (fault) => `${number}: ${fault}`,
    ),
  );
}

/** The lines `- Key: value` right below the title. */
function headOf(text: string): readonly (readonly [key: string, value: string])[] {
  const [, head = ''] = text.split('\n\n');
  return head.split('\n').flatMap((line) => {
    const [, key, value] = /^- ([A-Z][a-z ]+): (.+)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
}

type Head = ReturnType<typeof headOf>;

function headFaults(head: Head): string[] {
  const valuesOf = (key: string) => head.filter(([own]) => own === key).map(([, value]) => value);
  const [[date = '', ...dates], [state = '', ...states]] = [valuesOf('Date'), valuesOf('State')];
  const isReplaced = state !== 'accepted';
  return [
    ...(/^\d{4}-\d\d-\d\d$/.test(date) && dates.length === 0 ? [] : ['needs one Date, as 2026-11-30']),
    ...(STATES.includes(state) && states.length === 0 ? [] : [`needs one State of ${STATES.join(', ')}`]),
    ...(isReplaced === valuesOf('Replaced by').length > 0 ? [] : [`State and Replaced by do not agree`]),
  ];
}

function referenceFaults(number: number, heads: ReadonlyMap<number, Head>): string[] {
  const numbersOf = (of: number, key: string) =>
    (heads.get(of) ?? []).filter(([own]) => own === key).map(([, value]) => Number(/^\[0*(\d+)\]/.exec(value)?.[1]));
  const oneWay = (key: string, back: string) =>
    numbersOf(number, key)
      .filter((other) => !numbersOf(other, back).includes(number))
      .map((other) => `says ${key} ${other}, which does not say ${back} ${number}`);
  return [...oneWay('Replaces', 'Replaced by'), ...oneWay('Replaced by', 'Replaces')];
}

function figureFaults(text: string): string[] {
  const [decided = '', measured = ''] = text.split('\n## Measurements\n');
  const paragraphs = measured.split(/\n\n(?!\|)/);
  return [
    ...(FIGURE.test(decided) ? ['has a figure outside of Measurements'] : []),
    ...paragraphs
      .filter((paragraph) => FIGURE.test(paragraph) && !ORIGIN.test(paragraph))
      .map((paragraph) => `says of no command: ${paragraph.trim().slice(0, 60)}`),
  ];
}
