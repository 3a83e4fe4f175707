import type { MatrixRow } from './matrix.ts';

const [BEGIN, END] = ['<!-- matrix: made by npm run bench -- access -->', '<!-- end of the matrix -->'];

/** The report with the counts of a run in place of the former ones. */
export function withMatrix(report: string, rows: readonly MatrixRow[]): string {
  const [before, after] = [report.indexOf(BEGIN) + BEGIN.length, report.indexOf(END)];
  const lines = rows.map(({ service, caller, requests, statuses, letIn }) => {
    const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
    return `| ${service} | ${caller} | ${requests} | ${answers.join(', ')} | ${letIn.length} |`;
  });
  const sum = rows.reduce((all, { requests }) => all + requests, 0);
  const head = ['| service | caller | requests | answers | let in |', '| --- | --- | --- | --- | --- |'];
  const table = [...head, ...lines, `| all | | ${sum} | | ${rows.flatMap(({ letIn }) => letIn).length} |`].join('\n');
  return `${report.slice(0, before)}\n\n${table}\n\n${report.slice(after)}`;
}

/** The counts of a report, whatever the widths of its columns. */
export function countsIn(report: string): string {
  return report.slice(report.indexOf(BEGIN), report.indexOf(END)).replaceAll(/ +/g, ' ').replaceAll(/-+/g, '-');
}
