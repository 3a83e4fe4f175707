import { manifests } from '@jophiel/local';
import type { ServiceManifest } from '@jophiel/service/manifest';

const BEGIN = '<!-- made by npm run docs from services/*/src/service.ts -->';
const END = '<!-- end of what npm run docs makes -->';
const HEAD = ['service', 'consumes', 'follows', 'emits', 'answers, asks'];

/** ARCHITECTURE.md with its table of services made again. */
export function withServicesTable(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`ARCHITECTURE.md lacks the lines ${BEGIN} and ${END}`);
  return `${text.slice(0, begin)}${BEGIN}\n\n${table([HEAD, ...manifests.map(row)])}\n\n${text.slice(end)}`;
}

function row({ name, consumes, follows, emits, answers, asks }: ServiceManifest): string[] {
  const requests = [
    ['answers HTTP', ...answers.map(quoted)].join(' and '),
    ...(asks.length === 0 ? [] : [`asks ${asks.map(quoted).join(', ')}`]),
  ];
  return [name, ...[consumes, follows, emits].map((list) => list.map(quoted).join(', ') || '–'), requests.join(', ')];
}

const quoted = ({ subject }: { readonly subject: string }): string => `\`${subject}\``;

/** A Markdown table, padded as Prettier pads it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const [head, ...body] = rows.map((cells) => line(cells.map((cell, column) => cell.padEnd(widths[column]!))));
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
