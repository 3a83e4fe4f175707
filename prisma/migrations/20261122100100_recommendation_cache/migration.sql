-- ── feed-api ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- What is similar to a sample, by what was asked: everything here can be computed again.
CREATE TABLE recommendation_cache (
  sample_id text COLLATE "C" NOT NULL,
  filters text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  layout text NOT NULL,
  generated_at timestamptz(3) NOT NULL,
  sample_ids text[] COLLATE "C" NOT NULL,
  similarities double precision[] NOT NULL,
  CONSTRAINT recommendation_cache_pkey PRIMARY KEY (sample_id, filters)
);
CREATE INDEX recommendation_cache_generated_at_idx ON recommendation_cache (generated_at);
