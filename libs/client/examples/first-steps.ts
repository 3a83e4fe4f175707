import { JophielClient, JophielProblem } from '@jophiel/client';

/** Tells of two samples and a like, and reads the feed that follows. @returns the samples of the feed */
export async function firstSteps(
  feedApi: string,
  ingestion: string,
  say: (line: string) => void,
): Promise<(number | string)[]> {
  const jophiel = new JophielClient({ feedApi, ingestion, source: 'example' });

  const report = await jophiel.send([
    {
      event_name: 'sample.lifecycle.created',
      payload: { sample_id: 1, creator_id: 7, metadata: { genero: ['trap'], bpm: 140 } },
    },
    {
      event_name: 'sample.lifecycle.created',
      payload: { sample_id: 2, creator_id: 7, metadata: { genero: ['trap'], bpm: 142 } },
    },
    { event_name: 'user.interaction.like', payload: { user_id: 42, sample_id: 1 } },
  ]);
  for (const { index, code, reason } of report.rejected) say(`event ${index} was not kept: ${code}, ${reason}`);

  // The stream tells within moments; the first message is the version that there is.
  for await (const { version } of jophiel.stream(42)) {
    say(`the feed of user 42 has version ${version}`);
    break;
  }
  return (await jophiel.feed(42, { per_page: 10 })).sample_ids;
}

/** Every sample of a feed, page by page, as an endless list on a screen would show them. */
export async function scroll(feedApi: string, ingestion: string, limit: number): Promise<(number | string)[]> {
  const jophiel = new JophielClient({ feedApi, ingestion });
  const shown: (number | string)[] = [];
  for await (const sampleId of jophiel.samples(42, { pageSize: 20 })) {
    shown.push(sampleId);
    if (shown.length === limit) break;
  }
  return shown;
}

/** What a mistake looks like: a stable code, and each place at fault. */
export async function mistake(feedApi: string, ingestion: string): Promise<string> {
  const jophiel = new JophielClient({ feedApi, ingestion });
  try {
    await jophiel.feed(42, { per_page: 1_000 });
    return 'nothing was wrong';
  } catch (error) {
    if (!(error instanceof JophielProblem)) throw error;
    return `${error.code} at ${error.faults[0]?.path}`;
  }
}
