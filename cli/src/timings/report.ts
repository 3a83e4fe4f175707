import { quantileOf, type RegisteredTimes } from '@jophiel/observability';
import { table } from '@jophiel/local';

/** Times of a process or its runs, in ms; absent until one ends. */
interface Figures {
  readonly total_ms: number;
  readonly mean_ms: number | null;
  readonly min_ms: number | null;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly max_ms: number | null;
  readonly first_at: string;
  readonly last_at: string;
}

export interface ProcessReport extends Figures {
  readonly service: string;
  readonly process: string;
  readonly times: number;
  readonly items: number;
}

export interface RunReport extends Figures {
  readonly service: string;
  readonly process: string;
  /** The time is that until this number of items. */
  readonly items: number;
  readonly runs: number;
  readonly items_per_second: number | null;
}

export function processReports(all: readonly RegisteredTimes[]): ProcessReport[] {
  return all
    .filter(({ until_items }) => until_items === 0)
    .map((each) => ({
      service: each.service,
      process: each.process,
      times: each.times,
      items: each.items,
      ...figuresOf(each),
    }));
}

export function runReports(all: readonly RegisteredTimes[]): RunReport[] {
  return all
    .filter(({ until_items }) => until_items > 0)
    .map((each) => ({
      service: each.service,
      process: each.process,
      items: each.until_items,
      runs: each.times,
      items_per_second: each.total_ms === 0 ? null : round((each.until_items * each.times * 1_000) / each.total_ms),
      ...figuresOf(each),
    }));
}

function figuresOf({
  times,
  total_ms,
  min_ms,
  max_ms,
  slots,
  slot_times,
  first_at,
  last_at,
}: RegisteredTimes): Figures {
  // The edge of a slot may exceed all values in it.
  const quantile = (share: number) => {
    const edge = quantileOf(slots, slot_times, share);
    return edge === undefined ? null : round(Math.min(edge, max_ms!));
  };
  return {
    total_ms: round(total_ms),
    mean_ms: times === 0 ? null : round(total_ms / times),
    min_ms: min_ms === null ? null : round(min_ms),
    p50_ms: quantile(0.5),
    p95_ms: quantile(0.95),
    p99_ms: quantile(0.99),
    max_ms: max_ms === null ? null : round(max_ms),
    first_at: first_at.toISOString(),
    last_at: last_at.toISOString(),
  };
}

const FIGURES = ['mean', 'min', 'p50 ≤', 'p95 ≤', 'p99 ≤', 'max'];
const figures = ({ mean_ms, min_ms, p50_ms, p95_ms, p99_ms, max_ms }: Figures) =>
  [mean_ms, min_ms, p50_ms, p95_ms, p99_ms, max_ms].map(inMilliseconds);

export function processTable(reports: readonly ProcessReport[]): string {
  return table(
    ['service', 'process', 'times', 'items', 'total s', ...FIGURES],
    reports.map((each) => [
      each.service,
      each.process,
      each.times,
      each.items,
      (each.total_ms / 1_000).toFixed(1),
      ...figures(each),
    ]),
  );
}

export function runTable(reports: readonly RunReport[]): string {
  return table(
    ['service', 'process', 'items', 'runs', ...FIGURES, 'items/s'],
    reports.map((each) => [
      each.service,
      each.process,
      each.items,
      each.runs,
      ...figures(each),
      each.items_per_second === null ? '' : Math.round(each.items_per_second).toLocaleString('en'),
    ]),
  );
}

function inMilliseconds(ms: number | null): string {
  if (ms === null) return '';
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

/** To a microsecond. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
