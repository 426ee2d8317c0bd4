-- Cached values with an end, for installations that keep their cache in PostgreSQL.

CREATE TABLE IF NOT EXISTS public.kv_artifact (
    key text PRIMARY KEY,
    value text NOT NULL,
    expires_at timestamptz NOT NULL
);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'kv_artifact'
                   AND indexdef LIKE '%(expires_at)%') THEN
        CREATE INDEX idx_kv_artifact_expires_at ON public.kv_artifact (expires_at);
    END IF;
END $$;
