-- Full text over what the domain definition names, and the words that occur, to read a misspelt one by.

-- Trusted: whoever may create tables here may create it. Accents are folded before a text comes here.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- ── vectorizer ─────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE sample_texts (
  sample_id text COLLATE "C" NOT NULL,
  definition text NOT NULL,
  words tsvector NOT NULL,
  CONSTRAINT sample_texts_pkey PRIMARY KEY (sample_id)
);
-- Additions wait in a short list, which each search reads from end to end: writing stays cheap, and reading nearly so.
CREATE INDEX sample_texts_words_idx ON sample_texts USING gin (words) WITH (gin_pending_list_limit = 256);

CREATE TABLE sample_words (
  word text COLLATE "C" NOT NULL,
  CONSTRAINT sample_words_pkey PRIMARY KEY (word)
);
CREATE INDEX sample_words_word_idx ON sample_words USING gin (word gin_trgm_ops);
