import { readFileSync } from 'node:fs';
import { loadDefinition } from '@jophiel/domain';
import { emptyVector, layoutOf } from '@jophiel/vectors';
import fc from 'fast-check';
import { describe as group, expect, test } from 'vitest';
import { describe, type Description, firstSeen, remove } from './apply-event.ts';
import { isListed, type Sample } from './sample.ts';
import { vectoriserOf } from './vectoriser.ts';

const audio = loadDefinition('audio');
const vectorise = vectoriserOf(audio);
const HOUR = 3_600_000;
const NOON = Date.parse('2026-03-01T12:00:00Z');

const trap = {
  bpm: 140,
  tonalidad: 'C#',
  escala: 'minor',
  genero: ['trap'],
  casiel_status: 'success',
  title: 'Dark 808',
};
const jazz = { bpm: 90, genero: ['jazz'], casiel_status: 'success', title: 'Blue' };
const failed = { casiel_status: 'failed', casiel_error: 'decoder' };

let count = 0;
/** An event about sample 1, this number of hours after noon. */
function said(metadata: Description['metadata'], hours = 0, more: Partial<Description> = {}): Description {
  count += 1;
  return {
    sampleId: '1',
    creatorId: '7',
    metadata,
    isAnnouncement: false,
    at: NOON + hours * HOUR,
    eventId: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    ...more,
  };
}

type Step = Description | { readonly removedAt: number };
const deleted = (hours: number): Step => ({ removedAt: NOON + hours * HOUR });

/** The sample after events in this order of arrival. */
function after(...steps: readonly Step[]): Sample {
  const [first] = steps;
  const start =
    'removedAt' in first! ? { sampleId: '1', creatorId: '', publishedAt: first.removedAt } : firstSeen(first!);
  return steps.reduce<Sample>(
    (sample, step) => ('removedAt' in step ? remove(sample, step.removedAt) : describe(sample, step, audio, vectorise)),
    start,
  );
}

group('a first event', () => {
  test('with an analysis makes a vector of the layout and sets the time of publication', () => {
    const event = said(trap);
    const sample = after(event);
    expect(sample).toMatchObject({
      sampleId: '1',
      creatorId: '7',
      publishedAt: NOON,
      analysis: { metadata: trap, at: NOON, eventId: event.eventId, layout: layoutOf(audio.features).id },
    });
    expect(sample.analysis!.vector).toEqual(vectorise(trap).vector);
    expect(Object.keys(sample.analysis!.features)).toContain('genre:trap');
    expect(isListed(sample)).toBe(true);
  });

  test.each([
    ['of a draft', { title: 'Dark 808', slug: 'dark-808' }],
    ['of a failure', failed],
    ['that is empty', {}],
  ])('%s that the platform announces makes a sample that waits for its analysis', (_, metadata) => {
    const sample = after(said(metadata, 0, { isAnnouncement: true }));
    expect(sample).toEqual({ sampleId: '1', creatorId: '7', publishedAt: NOON });
    expect(isListed(sample)).toBe(false);
  });

  test('of a failure lists nothing, whoever says it', () => {
    expect(isListed(after(said(failed)))).toBe(false);
  });

  test.each([
    ['that is empty', {}],
    ['with unreadable values', { bpm: null, tonalidad: 'H', genero: 'x'.repeat(200), emocion: [7, null] }],
  ])('of the analyser %s lists the sample, with an empty vector', (_, metadata) => {
    const sample = after(said(metadata));
    expect(sample.analysis).toMatchObject({ vector: emptyVector, features: {}, metadata });
    expect(isListed(sample)).toBe(true);
    expect(after(said(metadata), said(trap, -1)).analysis!.vector).toEqual(vectorise(trap).vector);
    expect(isListed(after(said(metadata), deleted(1)))).toBe(false);
  });
});

group('a later event', () => {
  test('with a better analysis replaces the vector and keeps the time of publication', () => {
    const sample = after(said(trap), said(jazz, 5));
    expect(sample.analysis!.vector).toEqual(vectorise(jazz).vector);
    expect(sample.analysis!.metadata).toEqual(jazz);
    expect(sample.publishedAt).toBe(NOON);
  });

  test('that failed keeps the last good vector', () => {
    const good = after(said(trap));
    expect(after(said(trap), said(failed, 5)).analysis).toMatchObject({
      ...good.analysis,
      eventId: expect.any(String),
    });
  });

  test('of a failure with data is no analysis', () => {
    const sample = after(said(trap), said({ ...jazz, casiel_status: 'failed' }, 5));
    expect(sample.analysis!.vector).toEqual(vectorise(trap).vector);
    expect(after(said({ ...jazz, casiel_status: 'failed' })).analysis).toBeUndefined();
  });

  test('without the analysis keys keeps vector and time, and merges its metadata', () => {
    const sample = after(said(trap), said({ title: 'Darker 808', slug: 'darker-808' }, 5));
    expect(sample.analysis).toMatchObject({ at: NOON, metadata: { ...trap, title: 'Darker 808', slug: 'darker-808' } });
    expect(sample.analysis!.vector).toEqual(vectorise(trap).vector);
  });

  test('can change the creator', () => {
    expect(after(said(trap), said({ title: 'Mine now' }, 5, { creatorId: '8' })).creatorId).toBe('8');
    expect(after(said(trap), said(trap, 5, { creatorId: '8' })).creatorId).toBe('8');
  });

  test('of the same second wins by its id, so that every order of arrival has one result', () => {
    const [one, two] = [said(trap), said(jazz)];
    expect(after(one, two).analysis!.metadata).toEqual(jazz);
    expect(after(two, one).analysis!.metadata).toEqual(jazz);
  });
});

group('an older event that arrives late', () => {
  test.each([
    ['analysis', jazz],
    ['title', { title: 'Older' }],
    ['failure', failed],
  ])('with %s does not change a newer analysis, but may set an earlier publication', (_, metadata) => {
    const newer = said(trap, 5);
    const sample = after(newer, said(metadata, 2, { creatorId: '8' }));
    expect(sample).toEqual({ ...after(newer), publishedAt: NOON + 2 * HOUR });
  });

  test('that repeats changes nothing', () => {
    const event = said(trap);
    expect(after(event, event)).toEqual(after(event));
  });
});

group('a duplicate', () => {
  const copy = { ...trap, casiel_status: 'duplicate', duplicate_of_content_id: 9 };

  test('becomes an alias: it has a vector and is not listed', () => {
    const sample = after(said(copy, 0, { duplicateOf: '9' }));
    expect(sample).toMatchObject({ duplicateOf: '9', analysis: { metadata: copy } });
    expect(isListed(sample)).toBe(false);
  });

  test('of itself is no duplicate', () => {
    const sample = after(said({ ...copy, duplicate_of_content_id: 1 }, 0, { duplicateOf: '1' }));
    expect(sample).not.toHaveProperty('duplicateOf');
    expect(isListed(sample)).toBe(true);
  });

  test('that turns out to be an original is listed, and vice versa', () => {
    expect(after(said(copy, 0, { duplicateOf: '9' }), said(trap, 5))).not.toHaveProperty('duplicateOf');
    expect(after(said(trap), said(copy, 5, { duplicateOf: '9' }))).toHaveProperty('duplicateOf', '9');
  });

  test('stays one when only its title changes', () => {
    expect(after(said(copy, 0, { duplicateOf: '9' }), said({ title: 'Other' }, 5)).duplicateOf).toBe('9');
  });
});

group('a deletion', () => {
  test('unlists the sample and keeps its vector: its likes still count', () => {
    const sample = after(said(trap), deleted(5));
    expect(sample).toEqual({ ...after(said(trap)), analysis: expect.anything(), removedAt: NOON + 5 * HOUR });
    expect(sample.analysis!.vector).toEqual(vectorise(trap).vector);
    expect(isListed(sample)).toBe(false);
  });

  test('that repeats counts from its latest time, in any order', () => {
    expect(after(said(trap), deleted(5), deleted(3)).removedAt).toBe(NOON + 5 * HOUR);
    expect(after(said(trap), deleted(3), deleted(5)).removedAt).toBe(NOON + 5 * HOUR);
  });

  test('that arrives after a newer analysis changes nothing', () => {
    expect(isListed(after(said(trap, 5), deleted(3)))).toBe(true);
  });

  test.each([
    ['the analysis in progress', jazz],
    ['a failure', failed],
    ['a title', { title: 'Late' }],
  ])('is not undone by the late arrival of %s from before it', (_, metadata) => {
    expect(isListed(after(said(trap), deleted(5), said(metadata, 3)))).toBe(false);
    expect(isListed(after(deleted(5), said(metadata, 3)))).toBe(false);
  });

  test('keeps the vector of a late analysis', () => {
    const sample = after(deleted(5), said(jazz, 3));
    expect(sample).toMatchObject({ removedAt: NOON + 5 * HOUR, creatorId: '7', publishedAt: NOON + 3 * HOUR });
    expect(sample.analysis!.vector).toEqual(vectorise(jazz).vector);
  });

  test('is undone by a later analysis', () => {
    const sample = after(said(trap), deleted(5), said(jazz, 6));
    expect(sample).not.toHaveProperty('removedAt');
    expect(isListed(sample)).toBe(true);
    expect(sample.publishedAt).toBe(NOON);
    expect(isListed(after(deleted(5), said(jazz, 6)))).toBe(true);
  });

  test('is not undone by a later failure or title: the file may be missing when the analyser reads it', () => {
    expect(isListed(after(said(trap), deleted(5), said(failed, 6)))).toBe(false);
    expect(isListed(after(said(trap), deleted(5), said({ title: 'Gone' }, 6)))).toBe(false);
  });
});

test('the same events make the same sample, in any order and with repeats', () => {
  const hours = fc.integer({ min: 0, max: 6 });
  const metadata = fc.constantFrom(trap, jazz, failed, { title: 'Only a title' }, {});
  const event = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        metadata,
        hours,
        isAnnouncement: fc.boolean(),
        duplicateOf: fc.constantFrom(undefined, '1', '9'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ removedAfter: hours }) },
  );
  const steps = fc.array(event, { minLength: 1, maxLength: 8 }).map((events) =>
    events.map((each): Step => {
      if ('removedAfter' in each) return deleted(each.removedAfter);
      const { metadata: told, isAnnouncement, duplicateOf } = each;
      return said(told, each.hours, { isAnnouncement, ...(duplicateOf === undefined ? {} : { duplicateOf }) });
    }),
  );
  /** A title alone is merged, so its result depends on order; the ranked fields do not. */
  const ranked = ({ analysis, ...sample }: Sample) => ({
    ...sample,
    analysis: analysis && { ...analysis, metadata: undefined },
    isListed: isListed({ ...sample, ...(analysis && { analysis }) }),
  });
  fc.assert(
    fc.property(
      steps.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      ),
      ([all, shuffled]) => {
        expect(ranked(after(...shuffled))).toEqual(ranked(after(...all)));
      },
    ),
    { numRuns: 500 },
  );
});

test('the golden examples of the analyser are read', () => {
  const path = new URL('../../../../libs/contracts/examples/analyser.json', import.meta.url);
  const examples = JSON.parse(readFileSync(path, 'utf8')) as {
    message: { payload: { metadata: Record<string, unknown> } };
  }[];
  const vectors = examples.map(({ message }) => after(said(message.payload.metadata)).analysis);
  expect(vectors.map((analysis) => analysis !== undefined)).toEqual([true, true, true, false, true]);
  const features = vectors.map((analysis) => Object.keys(analysis?.features ?? {}));
  for (const index of [0, 1, 2]) expect(features[index]).toContain('genre:hiphop');
  expect(features[4]).toEqual(features[0]);
});
