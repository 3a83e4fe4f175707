-- ── scorer ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- ScoreFinal of each sample as a number of its own. Until now it was the stored score less what variety took off it.
-- The default, because a scorer of the former version may still store feeds while this is installed.
ALTER TABLE user_feed_recommendations ADD COLUMN score_final double precision[] NOT NULL DEFAULT '{}';
-- Out of line and as it is, like the other items of a feed.
ALTER TABLE user_feed_recommendations ALTER COLUMN score_final SET STORAGE EXTERNAL;

UPDATE user_feed_recommendations SET score_final = CASE WHEN diversity = '{}' THEN scores ELSE (
  SELECT array_agg(score - coalesce(taken, 0) ORDER BY place)
  FROM unnest(scores, diversity) WITH ORDINALITY AS item (score, taken, place)
) END;
