-- ── scorer ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- What variety took off each sample's ScoreFinal; empty when it took nothing off any, as in all feeds until now.
ALTER TABLE user_feed_recommendations ADD COLUMN diversity double precision[] NOT NULL DEFAULT '{}';
