-- ── scorer ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- How many chances scorers have reserved of each new item: places in users' feeds that exploration gives it.
CREATE TABLE sample_chances (
  sample_id text COLLATE "C" NOT NULL,
  chances integer NOT NULL,
  CONSTRAINT sample_chances_pkey PRIMARY KEY (sample_id)
);

-- What lifted new samples of a feed to their places, 0 of the others. Empty where there are none.
ALTER TABLE user_feed_recommendations ADD COLUMN exploration double precision[] NOT NULL DEFAULT '{}';

ALTER TABLE trending_samples ADD COLUMN exploration double precision NOT NULL DEFAULT 0;
