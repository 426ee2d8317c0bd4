-- The order in which queued e-mails are claimed.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'message_queue'
                   AND indexdef LIKE '%(status, created)%') THEN
        CREATE INDEX idx_message_queue_status_created ON public.message_queue (status, created);
    END IF;
END $$;
