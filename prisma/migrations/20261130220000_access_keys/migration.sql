-- ── cli ────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Service keys. Only the hash (SHA-256) of a key is stored. Every service reads them; `jophiel keys` writes them.
CREATE TABLE access_keys (
  key_id text NOT NULL,
  name text NOT NULL,
  hash bytea NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  CONSTRAINT access_keys_pkey PRIMARY KEY (key_id)
);
