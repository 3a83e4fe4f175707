-- The register of timings: how long every process took, kept across restarts. A table for each service, and one for the
-- commands of the CLI. A row sums up one process, one start of the service and some minutes. Its start writes it again
-- whole while it grows, so a write that is repeated after a failure counts nothing twice.

-- ── ingestion ──────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE ingestion_timings (
  began_at timestamptz(3) NOT NULL,
  writer uuid NOT NULL,
  process text COLLATE "C" NOT NULL,
  until_items bigint NOT NULL,
  times bigint NOT NULL,
  items bigint NOT NULL,
  total_ms double precision NOT NULL,
  min_ms double precision,
  max_ms double precision,
  slots integer[] NOT NULL,
  slot_times bigint[] NOT NULL,
  last_at timestamptz(3) NOT NULL,
  CONSTRAINT ingestion_timings_pkey PRIMARY KEY (began_at, writer, process, until_items)
);

-- ── vectorizer ─────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE vectorizer_timings (
  began_at timestamptz(3) NOT NULL,
  writer uuid NOT NULL,
  process text COLLATE "C" NOT NULL,
  until_items bigint NOT NULL,
  times bigint NOT NULL,
  items bigint NOT NULL,
  total_ms double precision NOT NULL,
  min_ms double precision,
  max_ms double precision,
  slots integer[] NOT NULL,
  slot_times bigint[] NOT NULL,
  last_at timestamptz(3) NOT NULL,
  CONSTRAINT vectorizer_timings_pkey PRIMARY KEY (began_at, writer, process, until_items)
);

-- ── profile ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE profile_timings (
  began_at timestamptz(3) NOT NULL,
  writer uuid NOT NULL,
  process text COLLATE "C" NOT NULL,
  until_items bigint NOT NULL,
  times bigint NOT NULL,
  items bigint NOT NULL,
  total_ms double precision NOT NULL,
  min_ms double precision,
  max_ms double precision,
  slots integer[] NOT NULL,
  slot_times bigint[] NOT NULL,
  last_at timestamptz(3) NOT NULL,
  CONSTRAINT profile_timings_pkey PRIMARY KEY (began_at, writer, process, until_items)
);

-- ── scorer ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE scorer_timings (
  began_at timestamptz(3) NOT NULL,
  writer uuid NOT NULL,
  process text COLLATE "C" NOT NULL,
  until_items bigint NOT NULL,
  times bigint NOT NULL,
  items bigint NOT NULL,
  total_ms double precision NOT NULL,
  min_ms double precision,
  max_ms double precision,
  slots integer[] NOT NULL,
  slot_times bigint[] NOT NULL,
  last_at timestamptz(3) NOT NULL,
  CONSTRAINT scorer_timings_pkey PRIMARY KEY (began_at, writer, process, until_items)
);

-- ── feed-api ───────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE feed_api_timings (
  began_at timestamptz(3) NOT NULL,
  writer uuid NOT NULL,
  process text COLLATE "C" NOT NULL,
  until_items bigint NOT NULL,
  times bigint NOT NULL,
  items bigint NOT NULL,
  total_ms double precision NOT NULL,
  min_ms double precision,
  max_ms double precision,
  slots integer[] NOT NULL,
  slot_times bigint[] NOT NULL,
  last_at timestamptz(3) NOT NULL,
  CONSTRAINT feed_api_timings_pkey PRIMARY KEY (began_at, writer, process, until_items)
);

-- ── ann ────────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE ann_timings (
  began_at timestamptz(3) NOT NULL,
  writer uuid NOT NULL,
  process text COLLATE "C" NOT NULL,
  until_items bigint NOT NULL,
  times bigint NOT NULL,
  items bigint NOT NULL,
  total_ms double precision NOT NULL,
  min_ms double precision,
  max_ms double precision,
  slots integer[] NOT NULL,
  slot_times bigint[] NOT NULL,
  last_at timestamptz(3) NOT NULL,
  CONSTRAINT ann_timings_pkey PRIMARY KEY (began_at, writer, process, until_items)
);

-- ── cli: the commands ──────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE cli_timings (
  began_at timestamptz(3) NOT NULL,
  writer uuid NOT NULL,
  process text COLLATE "C" NOT NULL,
  until_items bigint NOT NULL,
  times bigint NOT NULL,
  items bigint NOT NULL,
  total_ms double precision NOT NULL,
  min_ms double precision,
  max_ms double precision,
  slots integer[] NOT NULL,
  slot_times bigint[] NOT NULL,
  last_at timestamptz(3) NOT NULL,
  CONSTRAINT cli_timings_pkey PRIMARY KEY (began_at, writer, process, until_items)
);
