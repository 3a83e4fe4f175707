-- The samples and terms that users choose to start with (docs/adr/0047-seeds.md).

-- ── ingestion ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- { "sample_ids": […], "terms": { feature: […] } } in rows whose interaction is `seed`, null in all others: to add the
-- column rewrites nothing, and to record an interaction writes no byte more.
ALTER TABLE user_interactions ADD COLUMN seeds jsonb;

-- ── profile ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The latest choice of each user. Its samples are signals of the interaction `seed` as well. An empty choice stays, so
-- that an earlier one that arrives late does not replace it.
CREATE TABLE user_seeds (
  user_id text COLLATE "C" NOT NULL,
  sample_ids text[] COLLATE "C" NOT NULL,
  terms jsonb NOT NULL,
  at timestamptz(3) NOT NULL,
  event_id uuid NOT NULL,
  CONSTRAINT user_seeds_pkey PRIMARY KEY (user_id)
);
