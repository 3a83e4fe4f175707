-- Outboxes keep events by the page: one row for what was committed together. An event of its own row cost PostgreSQL four
-- index entries, a second version of the row once it was sent, and as much time as the work that it tells of.

ALTER TABLE ingestion_outbox
  DROP CONSTRAINT ingestion_outbox_pkey,
  ADD COLUMN id bigserial NOT NULL,
  ADD COLUMN events integer NOT NULL DEFAULT 1,
  -- Read once at most, so not worth the time of compressing it.
  ALTER COLUMN body SET STORAGE EXTERNAL,
  ADD CONSTRAINT ingestion_outbox_pkey PRIMARY KEY (id);

ALTER TABLE vectorizer_outbox
  DROP CONSTRAINT vectorizer_outbox_pkey,
  ADD COLUMN id bigserial NOT NULL,
  ADD COLUMN events integer NOT NULL DEFAULT 1,
  -- Read once at most, so not worth the time of compressing it.
  ALTER COLUMN body SET STORAGE EXTERNAL,
  ADD CONSTRAINT vectorizer_outbox_pkey PRIMARY KEY (id);

ALTER TABLE profile_outbox
  DROP CONSTRAINT profile_outbox_pkey,
  ADD COLUMN id bigserial NOT NULL,
  ADD COLUMN events integer NOT NULL DEFAULT 1,
  -- Read once at most, so not worth the time of compressing it.
  ALTER COLUMN body SET STORAGE EXTERNAL,
  ADD CONSTRAINT profile_outbox_pkey PRIMARY KEY (id);

ALTER TABLE scorer_outbox
  DROP CONSTRAINT scorer_outbox_pkey,
  ADD COLUMN id bigserial NOT NULL,
  ADD COLUMN events integer NOT NULL DEFAULT 1,
  -- Read once at most, so not worth the time of compressing it.
  ALTER COLUMN body SET STORAGE EXTERNAL,
  ADD CONSTRAINT scorer_outbox_pkey PRIMARY KEY (id);
