-- ── learner ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Readers find changed weights by `learned_in`; nothing reads the time.
ALTER TABLE learned_weights DROP COLUMN learned_at;
