-- ── ingestion ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- The weight that the definition gave to the interaction when it was recorded, for people and audits: no fold reads it.
-- Null when the interaction has no weight, and in rows of the time before this column. Neither a default nor an index:
-- to add the column rewrites nothing, and to record an event writes eight bytes more and no other page.
ALTER TABLE user_interactions ADD COLUMN recorded_weight double precision;
