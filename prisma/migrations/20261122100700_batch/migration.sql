-- ── scorer ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The items of a feed stand out of line, as they are: scores hardly compress, and to move ranked_at writes a few bytes
-- into the page of the row and none of the items. The rows that remain are small: half a page is left for such moves.
ALTER TABLE user_feed_recommendations
  ALTER COLUMN sample_ids SET STORAGE EXTERNAL,
  ALTER COLUMN scores SET STORAGE EXTERNAL,
  ALTER COLUMN diversity SET STORAGE EXTERNAL;
ALTER TABLE user_feed_recommendations SET (toast_tuple_target = 128, fillfactor = 50);

ALTER TABLE batch_runs ADD COLUMN changed integer NOT NULL DEFAULT 0;
