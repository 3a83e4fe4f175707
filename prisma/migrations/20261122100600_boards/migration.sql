-- ── profile ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- What is on a board: of whom it is, nobody asks.
CREATE INDEX user_signals_collection_id_idx ON user_signals (collection_id, sample_id)
  WHERE collection_id <> '' AND amount > 0;
