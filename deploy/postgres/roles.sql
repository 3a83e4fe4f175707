-- One role per service: it writes its own tables and reads what the architecture says it reads, nothing else.
-- Safe to run again at any time. The roles cannot log in: grant them to the login of each service, or to one login for
-- all of them; a service takes on its role when it connects (DATABASE_ROLE).

DO $$
DECLARE
  service text;
  role_name text;
  -- Since PostgreSQL 16 a member may take on a role only where the membership says so; a role's creator is another member.
  membership text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
  FOREACH service IN ARRAY ARRAY['ingestion', 'vectorizer', 'profile', 'scorer', 'feed_api', 'ann', 'learner', 'cli'] LOOP
    role_name := 'jophiel_' || service;
    -- Roles belong to the whole server: an installer of another database may create them in the same moment.
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
      IF NOT pg_has_role(current_user, role_name, membership) THEN
        EXECUTE format('GRANT %I TO %I', role_name, current_user);
      END IF;
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA jophiel TO %I', role_name);
    -- To see whether the tables are those that the code needs.
    EXECUTE format('GRANT SELECT ON jophiel._prisma_migrations TO %I', role_name);
  END LOOP;
END $$;

-- ingestion
GRANT SELECT, INSERT, UPDATE, DELETE ON
  jophiel.user_interactions,
  jophiel.user_tombstones,
  jophiel.announced_users,
  jophiel.ingestion_inbox,
  jophiel.ingestion_outbox,
  jophiel.ingestion_dead_letters,
  jophiel.ingestion_timings
  TO jophiel_ingestion;
GRANT USAGE ON SEQUENCE jophiel.ingestion_outbox_id_seq, jophiel.ingestion_dead_letters_id_seq TO jophiel_ingestion;

-- vectorizer
GRANT SELECT, INSERT, UPDATE, DELETE ON
  jophiel.sample_vectors,
  jophiel.sample_metadata,
  jophiel.sample_texts,
  jophiel.sample_words,
  jophiel.feature_terms,
  jophiel.vectorizer_inbox,
  jophiel.vectorizer_outbox,
  jophiel.vectorizer_dead_letters,
  jophiel.vectorizer_timings
  TO jophiel_vectorizer;
GRANT USAGE ON SEQUENCE jophiel.vectorizer_outbox_id_seq, jophiel.vectorizer_dead_letters_id_seq TO jophiel_vectorizer;

-- profile
GRANT SELECT, INSERT, UPDATE, DELETE ON
  jophiel.user_taste_profiles,
  jophiel.user_signals,
  jophiel.user_follows,
  jophiel.user_seeds,
  jophiel.profile_inbox,
  jophiel.profile_outbox,
  jophiel.profile_dead_letters,
  jophiel.profile_timings
  TO jophiel_profile;
GRANT USAGE ON SEQUENCE jophiel.profile_outbox_id_seq, jophiel.profile_dead_letters_id_seq TO jophiel_profile;
GRANT SELECT ON
  jophiel.user_interactions,
  jophiel.user_tombstones,
  jophiel.sample_vectors
  TO jophiel_profile;

-- scorer
GRANT SELECT, INSERT, UPDATE, DELETE ON
  jophiel.user_feed_recommendations,
  jophiel.audience_tokens,
  jophiel.trending_samples,
  jophiel.sample_popularity,
  jophiel.sample_chances,
  jophiel.batch_runs,
  jophiel.scorer_inbox,
  jophiel.scorer_outbox,
  jophiel.scorer_dead_letters,
  jophiel.scorer_timings
  TO jophiel_scorer;
GRANT USAGE ON SEQUENCE jophiel.scorer_outbox_id_seq, jophiel.scorer_dead_letters_id_seq TO jophiel_scorer;
GRANT SELECT ON
  jophiel.user_taste_profiles,
  jophiel.user_signals,
  jophiel.user_follows,
  jophiel.sample_vectors,
  jophiel.feature_terms,
  jophiel.learned_weights
  TO jophiel_scorer;

-- feed_api
GRANT SELECT, INSERT, UPDATE, DELETE ON
  jophiel.recommendation_cache,
  jophiel.feed_api_timings
  TO jophiel_feed_api;
GRANT SELECT ON
  jophiel.user_feed_recommendations,
  jophiel.user_tombstones,
  jophiel.trending_samples,
  jophiel.sample_popularity,
  jophiel.learned_weights,
  jophiel.sample_vectors
  TO jophiel_feed_api;
-- What the platform compares its lists with.
GRANT SELECT ON
  jophiel.announced_users,
  jophiel.user_taste_profiles,
  jophiel.user_signals,
  jophiel.user_follows,
  jophiel.user_seeds,
  jophiel.sample_metadata
  TO jophiel_feed_api;
-- What is searched, and how terms are shown.
GRANT SELECT ON
  jophiel.sample_texts,
  jophiel.sample_words,
  jophiel.feature_terms
  TO jophiel_feed_api;

-- ann
GRANT SELECT ON jophiel.sample_vectors TO jophiel_ann;
GRANT SELECT, INSERT, UPDATE, DELETE ON jophiel.ann_timings TO jophiel_ann;

-- learner
GRANT SELECT, INSERT, UPDATE, DELETE ON
  jophiel.learned_weights,
  jophiel.learner_ranges,
  jophiel.learner_replicas,
  jophiel.learning_passes,
  jophiel.learner_timings
  TO jophiel_learner;
GRANT SELECT ON
  jophiel.user_taste_profiles,
  jophiel.user_signals,
  jophiel.sample_vectors
  TO jophiel_learner;

-- cli: what its commands took, and the keys. It reads what everybody took.
GRANT SELECT, INSERT, UPDATE, DELETE ON jophiel.cli_timings, jophiel.access_keys TO jophiel_cli;
GRANT SELECT ON
  jophiel.ingestion_timings,
  jophiel.vectorizer_timings,
  jophiel.profile_timings,
  jophiel.scorer_timings,
  jophiel.feed_api_timings,
  jophiel.ann_timings,
  jophiel.learner_timings
  TO jophiel_cli;

-- Every service lets callers in by their keys.
GRANT SELECT ON jophiel.access_keys TO
  jophiel_ingestion,
  jophiel_vectorizer,
  jophiel_profile,
  jophiel_scorer,
  jophiel_feed_api,
  jophiel_ann,
  jophiel_learner;
