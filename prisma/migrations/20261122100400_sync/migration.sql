-- What a platform compares its own lists with, night after night: each list is read from an index, in the platform's
-- order. Ids that are integers are texts without leading zeros here, so (length, text) is their numeric order.

-- ── ingestion ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- Users whom the platform announced, whatever they have done since.
CREATE TABLE announced_users (
  user_id text COLLATE "C" NOT NULL,
  announced_at timestamptz(3) NOT NULL,
  CONSTRAINT announced_users_pkey PRIMARY KEY (user_id)
);
CREATE INDEX announced_users_number_idx ON announced_users (length(user_id), user_id);
CREATE INDEX announced_users_bucket_idx ON announced_users ("left"(md5(user_id), 2), user_id);

-- ── vectorizer ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- Tells whether two hold the same metadata without sending it.
ALTER TABLE sample_metadata ADD COLUMN content_hash text COLLATE "C" GENERATED ALWAYS AS (md5(metadata::text)) STORED;
CREATE INDEX sample_metadata_content_idx ON sample_metadata (sample_id) INCLUDE (content_hash);
CREATE INDEX sample_vectors_number_idx ON sample_vectors (length(sample_id), sample_id) WHERE removed_at IS NULL;
CREATE INDEX sample_vectors_text_idx ON sample_vectors (sample_id) INCLUDE (creator_id) WHERE removed_at IS NULL;
CREATE INDEX sample_vectors_bucket_idx ON sample_vectors ("left"(md5(sample_id), 2), sample_id) WHERE removed_at IS NULL;

-- ── profile ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE INDEX user_taste_profiles_number_idx ON user_taste_profiles (length(user_id), user_id);
CREATE INDEX user_taste_profiles_bucket_idx ON user_taste_profiles ("left"(md5(user_id), 2), user_id);
-- A column of its own, because an index over the amount itself would have to be written with each play.
ALTER TABLE user_signals ADD COLUMN active boolean GENERATED ALWAYS AS (amount > 0) STORED;
CREATE INDEX user_signals_active_idx ON user_signals (interaction, user_id, sample_id) WHERE active;
CREATE INDEX user_follows_active_idx ON user_follows (user_id, creator_id) WHERE active;
