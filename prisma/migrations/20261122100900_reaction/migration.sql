-- ── profile ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Every like rewrites a profile. With room beside it the new version stays on its page, and none of the three indexes,
-- of which one hashes the id, is touched.
ALTER TABLE user_taste_profiles SET (fillfactor = 50);
