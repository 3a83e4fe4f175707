-- ── feed-api ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- Ideas for boards are cached beside similar samples. All rows can be computed again: none is carried over.
TRUNCATE recommendation_cache;
ALTER TABLE recommendation_cache DROP CONSTRAINT recommendation_cache_pkey;
ALTER TABLE recommendation_cache RENAME COLUMN sample_id TO key;
ALTER TABLE recommendation_cache
  ADD COLUMN kind text COLLATE "C" NOT NULL,
  ADD COLUMN content text NOT NULL,
  ADD COLUMN centre_samples integer[] NOT NULL,
  ADD COLUMN centre_members integer[] NOT NULL,
  ADD COLUMN centre_vectors bytea[] NOT NULL,
  DROP COLUMN revision,
  ADD CONSTRAINT recommendation_cache_kind_check CHECK (kind IN ('similar', 'ideas')),
  ADD CONSTRAINT recommendation_cache_pkey PRIMARY KEY (kind, key, filters);
