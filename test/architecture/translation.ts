/** One heading of a document with what stands under it, reduced to what a translation must not change. */
interface Section {
  readonly heading: string;
  /** The kinds of its blocks in order; of a table the size, of a list the number of items. */
  readonly blocks: readonly string[];
  /** Lines of code blocks, without comments. */
  readonly commands: readonly string[];
  /** Inline code, in alphabetical order: another language may need another order of words. */
  readonly inlineCode: readonly string[];
  readonly routes: readonly string[];
  readonly links: readonly string[];
  /** Without separators: 5,000 and 5.000 are one number. */
  readonly numbers: readonly string[];
}

/**
 * Compares a document with its translation: headings (number, level, order), blocks, sizes of tables, commands,
 * routes, links and numbers.
 *
 * @returns one sentence per difference; empty when they agree
 */
export function translationFaults(original: string, translation: string): string[] {
  const [ours, theirs] = [sectionsOf(original), sectionsOf(translation)];
  const headings = ours.map(({ heading }) => heading);
  const levels = (sections: readonly Section[]) => sections.map(({ heading }) => levelOf(heading)).join(' ');
  if (levels(ours) !== levels(theirs))
    return [`headings: the original has levels ${levels(ours)}, the translation ${levels(theirs)}`];
  return ours.flatMap((section, index) =>
    aspects.flatMap(([name, aspect]) =>
      listFaults(aspect(section), aspect(theirs[index]!)).map((fault) => `${headings[index]}: ${name}: ${fault}`),
    ),
  );
}

const aspects: readonly (readonly [string, (section: Section) => readonly string[]])[] = [
  ['blocks', ({ blocks }) => [blocks.join(', ')]],
  ['commands', ({ commands }) => commands],
  ['inline code', ({ inlineCode }) => inlineCode],
  ['routes', ({ routes }) => routes],
  ['links', ({ links }) => links],
  ['numbers', ({ numbers }) => numbers],
];

/** What one list has more often than the other, or that they differ in order. */
function listFaults(original: readonly string[], translation: readonly string[]): string[] {
  const faults = [
    ...surplus(original, translation).map((text) => `the translation lacks ${text}`),
    ...surplus(translation, original).map((text) => `only the translation has ${text}`),
  ];
  if (faults.length > 0 || original.join('\n') === translation.join('\n')) return faults;
  return ['the translation has them in another order'];
}

function surplus(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return list.filter((text) => {
    const index = rest.indexOf(text);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

function sectionsOf(markdown: string): Section[] {
  return chaptersOf(markdown).map(({ heading, lines }) => {
    const blocks = blocksOf(lines);
    const prose = [heading, ...blocks.filter(({ kind }) => kind !== 'code').flatMap(({ lines }) => lines)].join('\n');
    const commands = blocks.filter(({ kind }) => kind === 'code').flatMap(({ lines }) => commandsOf(lines));
    return {
      heading,
      blocks: blocks.map(shapeOf),
      commands,
      inlineCode: found(prose, /`([^`]+)`/g).toSorted(),
      routes: found([prose, ...commands].join('\n'), /((?:GET|POST|PUT|PATCH|DELETE) \/[^\s`,]*)/g).toSorted(),
      links: found(prose, /\]\(([^)]+)\)/g)
        .map((target) => (/^README(\.\w\w)?\.md$/.test(target) ? 'the other language' : target))
        .toSorted(),
      numbers: found(prose.replaceAll(/`[^`]+`|\]\([^)]+\)/g, ' '), /(\d+(?:[.,]\d+)*)/g)
        .map((number) => number.replaceAll(/[.,]/g, ''))
        .toSorted(),
    };
  });
}

/** Cuts at the headings, of which the comments of fenced code are none; `lines` are those below the heading. */
function chaptersOf(markdown: string): { readonly heading: string; readonly lines: string[] }[] {
  const chapters: { heading: string; lines: string[] }[] = [];
  let isFenced = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) isFenced = !isFenced;
    if (!isFenced && /^#{1,6} /.test(line)) chapters.push({ heading: line, lines: [] });
    else chapters.at(-1)?.lines.push(line);
  }
  return chapters;
}

interface Block {
  readonly kind: 'code' | 'table' | 'list' | 'paragraph';
  readonly lines: string[];
}

/** Lines of one kind that follow each other are a block; an empty line ends all but indented code. */
function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  let isFenced = false;
  for (const line of lines) {
    const isFence = line.startsWith('```');
    if (line.trim() === '' && !isFenced) {
      isOpen = blocks.at(-1)?.kind === 'code';
      continue;
    }
    const kind = isFenced || isFence || /^ {4}/.test(line) ? 'code' : kindOf(line);
    const last = blocks.at(-1);
    if (isOpen && last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
    isOpen = true;
    if (isFence) isFenced = !isFenced;
  }
  return blocks;
}

function kindOf(line: string): Block['kind'] {
  if (line.startsWith('|')) return 'table';
  return /^([-*]|\d+\.) /.test(line) ? 'list' : 'paragraph';
}

function shapeOf({ kind, lines }: Block): string {
  const columns = lines[0]!.split(/(?<!\\)\|/).length - 2;
  switch (kind) {
    case 'table':
      return `table of ${lines.length} × ${columns}`;
    case 'list':
      return `list of ${lines.length}`;
    case 'code':
    case 'paragraph':
      return kind;
    default:
      return kind satisfies never;
  }
}

function commandsOf(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => !/^(#|```|$)/.test(line));
}

function levelOf(heading: string): number {
  return heading.indexOf(' ');
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, part]) => part!);
}
