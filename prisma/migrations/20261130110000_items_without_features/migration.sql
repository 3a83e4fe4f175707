-- ── vectorizer ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- An analysed sample of which no feature could be read has an empty vector, and is listed like any other.
UPDATE sample_vectors SET vector = '', revision = revision + 1 WHERE vector IS NULL AND layout IS NOT NULL;
