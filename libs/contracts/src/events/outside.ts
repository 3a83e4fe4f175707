import Type from 'typebox';
import { AnyObject, OutsideId } from '../ids.ts';
import { eventContract } from './event-contract.ts';

/** The whole object; only the domain definition knows its keys. */
const Metadata = AnyObject;

/** The further keys that an interaction needs depend on its kind in the domain definition. */
export const userInteraction = eventContract({
  subject: 'user.interaction.>',
  version: 1,
  senders: ['platform'],
  summary:
    'A user did something: like, play, follow, … The last word is the name of an interaction of the domain definition, or of its undo.',
  payload: Type.Object({ user_id: OutsideId }, { additionalProperties: true }),
});

export const sampleCreated = eventContract({
  subject: 'sample.lifecycle.created',
  version: 1,
  senders: ['platform'],
  summary: 'A sample was uploaded. Repeats occur, and drafts are announced too.',
  payload: Type.Object(
    { sample_id: OutsideId, creator_id: OutsideId, metadata: Type.Optional(Metadata) },
    { additionalProperties: true },
  ),
});

export const sampleUpdated = eventContract({
  ...sampleCreated,
  subject: 'sample.lifecycle.updated',
  summary: "A sample's metadata changed; the whole object is sent and may lack the analysis.",
});

export const sampleLifecycleDeleted = eventContract({
  subject: 'sample.lifecycle.deleted',
  version: 1,
  senders: ['platform'],
  summary: 'A sample was deleted.',
  payload: Type.Object({ sample_id: OutsideId }, { additionalProperties: true }),
});

export const userCreated = eventContract({
  subject: 'user.lifecycle.created',
  version: 1,
  senders: ['platform'],
  summary: 'A user signed up.',
  payload: Type.Object({ user_id: OutsideId }, { additionalProperties: true }),
});

export const userLifecycleDeleted = eventContract({
  ...userCreated,
  subject: 'user.lifecycle.deleted',
  summary: 'A user was deleted: erase all their data.',
});

export const sampleAnalyzed = eventContract({
  subject: 'sample.analyzed',
  version: 1,
  senders: ['analyser'],
  summary: 'The analyser, or the platform, describes a sample.',
  payload: Type.Object(
    {
      sample_id: OutsideId,
      creator_id: OutsideId,
      metadata: Metadata,
      announced: Type.Optional(
        Type.Boolean({
          description:
            'True where the platform merely tells of the sample: without a readable feature it waits for its analysis.',
        }),
      ),
    },
    { additionalProperties: true },
  ),
});
