-- Identifiers are texts compared byte by byte (COLLATE "C"): every platform's ids fit, and sorting does not depend on a locale.

-- ── ingestion ──────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE user_interactions (
  event_id uuid NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  interaction text COLLATE "C" NOT NULL,
  sample_id text COLLATE "C",
  creator_id text COLLATE "C",
  collection_id text COLLATE "C",
  occurred_at timestamptz(3) NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT now(),
  source text NOT NULL,
  correlation_id text NOT NULL,
  CONSTRAINT user_interactions_pkey PRIMARY KEY (event_id)
);
CREATE INDEX user_interactions_user_id_occurred_at_idx ON user_interactions (user_id, occurred_at);

CREATE TABLE user_tombstones (
  user_id text COLLATE "C" NOT NULL,
  deleted_at timestamptz(3) NOT NULL,
  CONSTRAINT user_tombstones_pkey PRIMARY KEY (user_id)
);

CREATE TABLE ingestion_inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  handled_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT ingestion_inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX ingestion_inbox_handled_at_idx ON ingestion_inbox (handled_at);

CREATE TABLE ingestion_outbox (
  event_id uuid NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  stream text,
  stream_seq bigint,
  CONSTRAINT ingestion_outbox_pkey PRIMARY KEY (event_id)
);
CREATE INDEX ingestion_outbox_created_at_idx ON ingestion_outbox (created_at);
-- What the relay looks for; nearly empty, whatever the table holds.
CREATE INDEX ingestion_outbox_unsent_idx ON ingestion_outbox (created_at) WHERE sent_at IS NULL;

CREATE TABLE ingestion_dead_letters (
  id bigserial NOT NULL,
  consumer text NOT NULL,
  subject text NOT NULL,
  event_id uuid,
  body bytea NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  deliveries integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  replayed_at timestamptz(3),
  CONSTRAINT ingestion_dead_letters_pkey PRIMARY KEY (id)
);
CREATE INDEX ingestion_dead_letters_consumer_created_at_idx ON ingestion_dead_letters (consumer, created_at);

-- ── vectorizer ─────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE sample_vectors (
  sample_id text COLLATE "C" NOT NULL,
  creator_id text COLLATE "C" NOT NULL,
  published_at timestamptz(3) NOT NULL,
  vector bytea,
  layout text,
  features jsonb,
  duplicate_of text COLLATE "C",
  removed_at timestamptz(3),
  revision integer NOT NULL,
  listed boolean GENERATED ALWAYS AS (vector IS NOT NULL AND duplicate_of IS NULL AND removed_at IS NULL) STORED,
  CONSTRAINT sample_vectors_pkey PRIMARY KEY (sample_id)
);
-- No pending list: it would be searched from end to end by each of the many short look-ups of a reaction.
CREATE INDEX sample_vectors_features_idx ON sample_vectors USING gin (features) WITH (fastupdate = off) WHERE listed;
CREATE INDEX sample_vectors_creator_id_published_at_idx ON sample_vectors (creator_id, published_at DESC) WHERE listed;
CREATE INDEX sample_vectors_published_at_idx ON sample_vectors (published_at DESC) WHERE listed;
CREATE INDEX sample_vectors_duplicate_of_idx ON sample_vectors (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE sample_metadata (
  sample_id text COLLATE "C" NOT NULL,
  metadata jsonb NOT NULL,
  analyzed_at timestamptz(3) NOT NULL,
  event_id uuid NOT NULL,
  CONSTRAINT sample_metadata_pkey PRIMARY KEY (sample_id)
);

CREATE TABLE feature_terms (
  feature text COLLATE "C" NOT NULL,
  term text COLLATE "C" NOT NULL,
  label text NOT NULL,
  known boolean NOT NULL,
  samples bigint NOT NULL,
  CONSTRAINT feature_terms_pkey PRIMARY KEY (feature, term)
);

CREATE TABLE vectorizer_inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  handled_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT vectorizer_inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX vectorizer_inbox_handled_at_idx ON vectorizer_inbox (handled_at);

CREATE TABLE vectorizer_outbox (
  event_id uuid NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  stream text,
  stream_seq bigint,
  CONSTRAINT vectorizer_outbox_pkey PRIMARY KEY (event_id)
);
CREATE INDEX vectorizer_outbox_created_at_idx ON vectorizer_outbox (created_at);
-- What the relay looks for; nearly empty, whatever the table holds.
CREATE INDEX vectorizer_outbox_unsent_idx ON vectorizer_outbox (created_at) WHERE sent_at IS NULL;

CREATE TABLE vectorizer_dead_letters (
  id bigserial NOT NULL,
  consumer text NOT NULL,
  subject text NOT NULL,
  event_id uuid,
  body bytea NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  deliveries integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  replayed_at timestamptz(3),
  CONSTRAINT vectorizer_dead_letters_pkey PRIMARY KEY (id)
);
CREATE INDEX vectorizer_dead_letters_consumer_created_at_idx ON vectorizer_dead_letters (consumer, created_at);

-- ── profile ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE user_taste_profiles (
  user_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  layout text NOT NULL,
  as_of timestamptz(3),
  half_lives double precision[] NOT NULL,
  sums bytea[] NOT NULL,
  taste bytea,
  reaction_since timestamptz(3),
  reaction_count integer NOT NULL DEFAULT 0,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT user_taste_profiles_pkey PRIMARY KEY (user_id)
);
-- Floating-point bytes do not compress: stored as they are, reading a taste costs no decompression.
ALTER TABLE user_taste_profiles ALTER COLUMN sums SET STORAGE EXTERNAL, ALTER COLUMN taste SET STORAGE EXTERNAL;

CREATE TABLE user_signals (
  user_id text COLLATE "C" NOT NULL,
  sample_id text COLLATE "C" NOT NULL,
  interaction text COLLATE "C" NOT NULL,
  collection_id text COLLATE "C" NOT NULL DEFAULT '',
  amount double precision NOT NULL,
  at timestamptz(3) NOT NULL,
  event_id uuid NOT NULL,
  pending boolean NOT NULL,
  CONSTRAINT user_signals_pkey PRIMARY KEY (user_id, sample_id, interaction, collection_id)
);
CREATE INDEX user_signals_sample_id_idx ON user_signals (sample_id);
CREATE INDEX user_signals_pending_idx ON user_signals (sample_id) WHERE pending;

CREATE TABLE user_follows (
  user_id text COLLATE "C" NOT NULL,
  creator_id text COLLATE "C" NOT NULL,
  active boolean NOT NULL,
  at timestamptz(3) NOT NULL,
  event_id uuid NOT NULL,
  CONSTRAINT user_follows_pkey PRIMARY KEY (user_id, creator_id)
);
CREATE INDEX user_follows_creator_id_idx ON user_follows (creator_id);

CREATE TABLE profile_inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  handled_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT profile_inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX profile_inbox_handled_at_idx ON profile_inbox (handled_at);

CREATE TABLE profile_outbox (
  event_id uuid NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  stream text,
  stream_seq bigint,
  CONSTRAINT profile_outbox_pkey PRIMARY KEY (event_id)
);
CREATE INDEX profile_outbox_created_at_idx ON profile_outbox (created_at);
-- What the relay looks for; nearly empty, whatever the table holds.
CREATE INDEX profile_outbox_unsent_idx ON profile_outbox (created_at) WHERE sent_at IS NULL;

CREATE TABLE profile_dead_letters (
  id bigserial NOT NULL,
  consumer text NOT NULL,
  subject text NOT NULL,
  event_id uuid,
  body bytea NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  deliveries integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  replayed_at timestamptz(3),
  CONSTRAINT profile_dead_letters_pkey PRIMARY KEY (id)
);
CREATE INDEX profile_dead_letters_consumer_created_at_idx ON profile_dead_letters (consumer, created_at);

-- ── scorer ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE user_feed_recommendations (
  user_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  profile_version bigint NOT NULL,
  layout text NOT NULL,
  generated_at timestamptz(3) NOT NULL,
  sample_ids text[] COLLATE "C" NOT NULL,
  scores double precision[] NOT NULL,
  CONSTRAINT user_feed_recommendations_pkey PRIMARY KEY (user_id)
);

CREATE TABLE trending_samples (
  rank integer NOT NULL,
  sample_id text COLLATE "C" NOT NULL,
  score double precision NOT NULL,
  popularity double precision NOT NULL,
  computed_at timestamptz(3) NOT NULL,
  CONSTRAINT trending_samples_pkey PRIMARY KEY (rank)
);

CREATE TABLE batch_runs (
  run_id text NOT NULL,
  requested_at timestamptz(3) NOT NULL,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  users integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  reasons jsonb NOT NULL,
  CONSTRAINT batch_runs_pkey PRIMARY KEY (run_id)
);
CREATE INDEX batch_runs_requested_at_idx ON batch_runs (requested_at DESC);

CREATE TABLE scorer_inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  handled_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT scorer_inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX scorer_inbox_handled_at_idx ON scorer_inbox (handled_at);

CREATE TABLE scorer_outbox (
  event_id uuid NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  stream text,
  stream_seq bigint,
  CONSTRAINT scorer_outbox_pkey PRIMARY KEY (event_id)
);
CREATE INDEX scorer_outbox_created_at_idx ON scorer_outbox (created_at);
-- What the relay looks for; nearly empty, whatever the table holds.
CREATE INDEX scorer_outbox_unsent_idx ON scorer_outbox (created_at) WHERE sent_at IS NULL;

CREATE TABLE scorer_dead_letters (
  id bigserial NOT NULL,
  consumer text NOT NULL,
  subject text NOT NULL,
  event_id uuid,
  body bytea NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  deliveries integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  replayed_at timestamptz(3),
  CONSTRAINT scorer_dead_letters_pkey PRIMARY KEY (id)
);
CREATE INDEX scorer_dead_letters_consumer_created_at_idx ON scorer_dead_letters (consumer, created_at);
