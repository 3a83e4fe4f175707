-- ── scorer ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Defaults, because a scorer of the former version may still store feeds while this is installed.
ALTER TABLE user_feed_recommendations
  ADD COLUMN ranked_at timestamptz(3) NOT NULL DEFAULT now(),
  ADD COLUMN scoring text NOT NULL DEFAULT '',
  ADD COLUMN variant text;
UPDATE user_feed_recommendations SET ranked_at = generated_at;

CREATE TABLE audience_tokens (
  user_id text COLLATE "C" NOT NULL,
  token text COLLATE "C" NOT NULL,
  pull double precision NOT NULL,
  CONSTRAINT audience_tokens_pkey PRIMARY KEY (user_id, token)
);
-- Whom a token pulls most, read in this order and no further than so many: the user is in the index too.
CREATE INDEX audience_tokens_token_pull_idx ON audience_tokens (token, pull DESC) INCLUDE (user_id);

-- ── profile ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The latest followers of a creator, without reading the others.
CREATE INDEX user_follows_creator_id_at_idx ON user_follows (creator_id, at DESC) WHERE active;

-- ── vectorizer ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- What was removed of late: the few feeds that still hold it are computed anew.
CREATE INDEX sample_vectors_removed_at_idx ON sample_vectors (removed_at) WHERE removed_at IS NOT NULL;
