/** A point of a plot, with what is shown when it is pointed at. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** Bounds of y. */
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

interface Axis {
  readonly title: string;
  /** Names of the places 0, 1, 2 … instead of numbers. */
  readonly names?: readonly string[];
}

const WIDTH = 560;
const HEIGHT = 320;
const MARGIN = { left: 56, right: 150, top: 16, bottom: 56 };
const TICKS = 5;
/** Distinguishable for the colour-blind (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A plot of several series as SVG, from 0 upwards. @param lines whether points of a series are connected */
export function plot(series: readonly Series[], x: Axis, y: Axis, lines: boolean): string {
  const all = series.flatMap(({ points }) => points);
  const maxX = x.names === undefined ? roundUp(Math.max(0, ...all.map((point) => point.x))) : x.names.length - 0.5;
  const minX = x.names === undefined ? 0 : -0.5;
  const maxY = roundUp(Math.max(0, ...all.map((point) => point.high ?? point.y)));
  const right = (value: number) =>
    MARGIN.left + ((value - minX) / (maxX - minX)) * (WIDTH - MARGIN.left - MARGIN.right);
  const down = (value: number) => HEIGHT - MARGIN.bottom - (value / maxY) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const parts = [axisX(x, maxX, right), axisY(y, maxY, down)];
  series.forEach(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    if (lines && points.length > 1)
      parts.push(
        `<polyline fill="none" stroke="${colour}" points="${points.map((point) => `${fixed(right(point.x))},${fixed(down(point.y))}`).join(' ')}"/>`,
      );
    for (const { x: at, y: value, low, high, label } of points) {
      if (low !== undefined && high !== undefined)
        parts.push(
          `<line x1="${fixed(right(at))}" x2="${fixed(right(at))}" y1="${fixed(down(low))}" y2="${fixed(down(high))}" stroke="${colour}" stroke-opacity=".5"/>`,
        );
      parts.push(
        `<circle cx="${fixed(right(at))}" cy="${fixed(down(value))}" r="4" fill="${colour}"><title>${escaped(label)}</title></circle>`,
      );
    }
    const row = MARGIN.top + 14 + index * 18;
    parts.push(
      `<circle cx="${WIDTH - MARGIN.right + 16}" cy="${row - 4}" r="4" fill="${colour}"/>`,
      `<text x="${WIDTH - MARGIN.right + 26}" y="${row}">${escaped(name)}</text>`,
    );
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">${parts.join('')}</svg>`;
}

function axisX({ title, names }: Axis, max: number, right: (value: number) => number): string {
  const ticks =
    names === undefined ? ticksTo(max).map((value) => [value, shown(value)] as const) : [...names.entries()];
  const bottom = HEIGHT - MARGIN.bottom;
  return [
    `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${bottom}" y2="${bottom}" stroke="#888"/>`,
    ...ticks.map(
      ([at, text]) => `<text x="${fixed(right(at))}" y="${bottom + 18}" text-anchor="middle">${escaped(text)}</text>`,
    ),
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(title)}</text>`,
  ].join('');
}

function axisY({ title }: Axis, max: number, down: (value: number) => number): string {
  return [
    ...ticksTo(max).map(
      (value) =>
        `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${fixed(down(value))}" y2="${fixed(down(value))}" stroke="#ddd"/>` +
        `<text x="${MARGIN.left - 6}" y="${fixed(down(value) + 4)}" text-anchor="end">${shown(value)}</text>`,
    ),
    `<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${escaped(title)}</text>`,
  ].join('');
}

/** The next number of one digit, so that ticks are round. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / unit) * unit;
}

const ticksTo = (max: number): number[] => Array.from({ length: TICKS + 1 }, (_, index) => (index * max) / TICKS);
const shown = (value: number): string => String(Number(value.toPrecision(3)));
const fixed = (value: number): string => value.toFixed(1);
