import type { NearestAnswer, NearestBody } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import type { NearestQuery } from '@jophiel/nearest';
import type { Timings } from '@jophiel/observability';
import { SmallFirst } from './small-first.ts';
import type { Indexes } from './indexes.ts';
import type { LayoutIndex } from './layout-index.ts';
import { meanOf } from './mean-of.ts';
import { readQuery } from './read-query.ts';
import { writeAnswer, writeRows, type WrittenAnswer } from './write-answer.ts';

export interface AnswererOptions {
  readonly indexes: Indexes;
  readonly ids: Ids;
  readonly timings: Timings;
  readonly now: () => Date;
  readonly onAnswered: (queries: number) => void;
}

export interface Answerer {
  /**
   * @param at path of the body in a request, for faults
   * @throws JophielError BODY_INVALID for a vector that does not fit the layout, for neither or both of vector and
   * samples, or for an invalid id; SERVICE_UNAVAILABLE, LAYOUT_NOT_SERVED
   */
  nearest(body: NearestBody, at: string): Promise<WrittenAnswer>;
  /** @throws JophielError NOT_FOUND when the index has no such sample; SERVICE_UNAVAILABLE, LAYOUT_NOT_SERVED */
  ofSample(
    sampleId: string,
    k: number,
    layout: string | undefined,
  ): Promise<{ readonly layout: string; readonly samples: NearestAnswer['answers'][number] }>;
}

export function answerer({ indexes, ids, timings, now, onAnswered }: AnswererOptions): Answerer {
  const order = new SmallFirst();
  const search = async ({ engine }: LayoutIndex, queries: readonly NearestQuery[]) => {
    const answers = await order.run(queries.length, async () =>
      timings.measure('nearest', async () => engine.search(queries)),
    );
    onAnswered(queries.length);
    return answers;
  };

  return {
    async nearest(body, at) {
      const index = indexes.of(body.layout);
      const queries = await Promise.all(
        body.queries.map(async (query, number) => readQuery(query, `${at}/queries/${number}`, { index, ids, now })),
      );
      const answers = await search(index, queries);
      return writeAnswer(answers, { layout: index.layout, size: index.engine.size() }, ids, body.form);
    },
    async ofSample(sampleId, k, layout) {
      const index = indexes.of(layout);
      const vector = await meanOf(index, [sampleId]);
      if (vector === undefined) throw new JophielError('NOT_FOUND', `Sample ${sampleId} is unknown or not listed.`);
      const query = { vector, k, similarity: 1, novelty: 0, now: now().getTime(), exclude: new Set([sampleId]) };
      const [samples] = await search(index, [query]);
      return { layout: index.layout, samples: writeRows(samples!, ids) };
    },
  };
}
