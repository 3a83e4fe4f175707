import type { SettingsGroup } from '@jophiel/settings';
import Type from 'typebox';
import { CommonSettings } from '@jophiel/service';
import { AnnSettings } from '@jophiel/ann/config';
import { FeedApiSettings } from '@jophiel/feed-api/config';
import { IngestionSettings } from '@jophiel/ingestion/config';
import { ProfileSettings } from '@jophiel/profile/config';
import { ScorerSettings } from '@jophiel/scorer/config';
import { VectorizerSettings } from '@jophiel/vectorizer/config';

/** Of docker compose, which starts the servers with them; no service reads these. */
const ComposeSettings = Type.Object({
  POSTGRES_PASSWORD: Type.String({
    description: 'docker compose only: the password that its PostgreSQL is set up with. There is no default.',
  }),
  NATS_PASSWORD: Type.String({
    description: 'docker compose only: the password that its NATS asks for. There is no default.',
  }),
});

/** The settings of everything, what all services share first. */
export const settingsGroups: readonly SettingsGroup[] = [
  { title: 'All services', schema: CommonSettings },
  { title: 'Ingestion: takes events in', schema: IngestionSettings },
  { title: 'Vectorizer: makes vectors of metadata', schema: VectorizerSettings },
  { title: 'Profile: folds interactions into tastes', schema: ProfileSettings },
  { title: 'Scorer: ranks feeds', schema: ScorerSettings },
  { title: 'Feed API: serves feeds', schema: FeedApiSettings },
  { title: 'Ann: finds the nearest samples', schema: AnnSettings },
  { title: 'docker compose', schema: ComposeSettings },
];
