import Type from 'typebox';
import { closed } from '../closed.ts';
import { Id, Timestamp } from '../ids.ts';
import { eventContract } from './event-contract.ts';

export const interactionRecorded = eventContract({
  subject: 'interaction.recorded',
  version: 1,
  summary: 'An interaction is committed to the log. `event_timestamp` is the time of the interaction.',
  payload: Type.Object(
    {
      interaction: Type.String({ description: 'Name from the event: like, unlike, follow, …' }),
      user_id: Id,
      sample_id: Type.Optional(Id),
      creator_id: Type.Optional(Id),
      collection_id: Type.Optional(Id),
    },
    closed,
  ),
});

export const seedsRecorded = eventContract({
  subject: 'seeds.recorded',
  version: 1,
  summary:
    'The samples and terms that a user chose to start with are committed to the log, all of them. `event_timestamp` is the time of the choice; the latest counts.',
  payload: Type.Object(
    {
      user_id: Id,
      sample_ids: Type.Array(Id),
      terms: Type.Record(Type.String(), Type.Array(Type.String()), {
        description: 'Terms by the name of their feature in the domain definition.',
      }),
    },
    closed,
  ),
});

export const sampleDeleted = eventContract({
  subject: 'sample.deleted',
  version: 1,
  summary: 'A sample must be removed.',
  payload: Type.Object({ sample_id: Id }, closed),
});

export const userDeleted = eventContract({
  subject: 'user.deleted',
  version: 1,
  summary: 'All data of a user must be erased.',
  payload: Type.Object({ user_id: Id }, closed),
});

export const sampleVectorized = eventContract({
  subject: 'sample.vectorized',
  version: 1,
  summary: "A sample's vector, creator, publication time or alias is new or has changed.",
  payload: Type.Object(
    {
      sample_id: Id,
      creator_id: Id,
      published_at: Timestamp,
      layout: Type.String(),
      duplicate_of: Type.Optional(Id),
      first: Type.Boolean({ description: 'Whether the sample was not analysed before.' }),
    },
    closed,
  ),
});

export const sampleRemoved = eventContract({
  subject: 'sample.removed',
  version: 1,
  summary: 'A sample is unlisted.',
  payload: Type.Object({ sample_id: Id }, closed),
});

export const profileUpdated = eventContract({
  subject: 'profile.updated',
  version: 1,
  summary: "A user's taste, follows or decisions changed so that the feed must be recomputed now.",
  payload: Type.Object({ user_id: Id, profile_version: Type.Integer({ minimum: 1 }) }, closed),
});

export const signalsChanged = eventContract({
  subject: 'signals.changed',
  version: 1,
  summary: "A user's signals changed: those of what the taste is made of.",
  payload: Type.Object({ user_id: Id }, closed),
});

export const feedUpdated = eventContract({
  subject: 'feed.updated',
  version: 1,
  summary: 'A new feed is stored.',
  payload: Type.Object(
    {
      user_id: Id,
      version: Type.Integer({ minimum: 1 }),
      profile_version: Type.Integer({ minimum: 0 }),
      generated_at: Timestamp,
      size: Type.Integer({ minimum: 0 }),
    },
    closed,
  ),
});

export const batchRequested = eventContract({
  subject: 'work.batch.requested',
  version: 1,
  summary: 'The clock or an operator requests a batch run.',
  payload: Type.Object(
    {
      run_id: Type.String(),
      everyone: Type.Boolean({
        description: 'true computes the feeds of all users with a profile, not only outdated feeds.',
      }),
    },
    closed,
  ),
});

export const batchChunk = eventContract({
  subject: 'work.batch.chunk',
  version: 1,
  summary: 'A chunk of users of a batch run; the next free scorer takes it.',
  payload: Type.Object({ run_id: Type.String(), user_ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) }, closed),
});

export const audienceChunk = eventContract({
  subject: 'work.audience.chunk',
  version: 1,
  summary: 'A chunk of users to whom new samples are offered; the next free scorer takes it.',
  payload: Type.Object(
    {
      offers: Type.Array(
        Type.Object({ user_id: Id, sample_ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) }, closed),
        { minItems: 1, maxItems: 1000 },
      ),
    },
    closed,
  ),
});

export const profileRebuild = eventContract({
  subject: 'work.profile.rebuild',
  version: 1,
  summary: 'Rebuild the profiles of these users from the log, report drift and trigger their feeds.',
  payload: Type.Object({ run_id: Type.String(), user_ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) }, closed),
});

export const profileRefold = eventContract({
  subject: 'work.profile.refold',
  version: 1,
  summary: "A sample's vector changed: refold the tastes of these users.",
  payload: Type.Object({ user_ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) }, closed),
});
