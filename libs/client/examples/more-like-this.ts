import { JophielClient } from '@jophiel/client';

export interface MoreLikeThis {
  /** Most like the sample. */
  readonly similar: readonly (number | string)[];
  /** What of these is about as fast, which a mix needs. */
  readonly asFast: readonly (number | string)[];
  /** What goes with the sample on a board, for this user. */
  readonly forBoard: readonly (number | string)[];
  /** Why the first of these suits the user: feature by feature, the strongest first. */
  readonly because: readonly string[];
}

/** What a page of one sample shows beside it. */
export async function moreLikeThis(feedApi: string, sampleId: number, userId: number): Promise<MoreLikeThis> {
  const jophiel = new JophielClient({ feedApi, ingestion: feedApi });
  const idsOf = ({ samples }: { readonly samples: readonly { readonly sample_id: number | string }[] }) =>
    samples.map(({ sample_id }) => sample_id);

  const similar = idsOf(await jophiel.similar(sampleId, { limit: 5 }));
  const asFast = idsOf(await jophiel.similar(sampleId, { limit: 5, filters: { tempo: '~5%' } }));
  const forBoard = idsOf(await jophiel.ideasFor({ sample_ids: [sampleId], user_id: userId, limit: 5 }));
  const [first = sampleId] = similar;
  const { explanation } = await jophiel.why(userId, first);
  const features = explanation?.features ?? [];
  const because = features
    .filter(({ similarity }) => similarity > 0)
    .toSorted((a, b) => b.similarity - a.similarity)
    .map(({ feature }) => feature);
  return { similar, asFast, forBoard, because };
}
