-- Who changed what. Rows are written once: updates and deletions are refused.

CREATE TABLE IF NOT EXISTS public.resource_audit_log (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    resource_type text NOT NULL CHECK (resource_type IN (
        'account', 'account_meta', 'user', 'tenant', 'tenant_meta', 'guest_role', 'webhook'
    )),
    resource_id uuid NOT NULL,
    tenant_id uuid,
    event text NOT NULL CHECK (event IN ('created', 'updated', 'deleted')),
    performed_by jsonb NOT NULL,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL
);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'resource_audit_log'
                   AND indexdef LIKE '%(resource_id, created_at DESC)%') THEN
        CREATE INDEX idx_resource_audit_log_resource
            ON public.resource_audit_log (resource_id, created_at DESC);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'resource_audit_log'
                   AND indexdef LIKE '%(tenant_id, created_at DESC)%') THEN
        CREATE INDEX idx_resource_audit_log_tenant
            ON public.resource_audit_log (tenant_id, created_at DESC)
            WHERE tenant_id IS NOT NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_trigger
                   WHERE tgrelid = 'public.resource_audit_log'::regclass AND NOT tgisinternal) THEN
        CREATE FUNCTION public.refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            RAISE EXCEPTION 'resource_audit_log is immutable: % is not allowed', TG_OP;
        END $body$;

        CREATE TRIGGER resource_audit_log_is_immutable
            BEFORE UPDATE OR DELETE ON public.resource_audit_log
            FOR EACH ROW EXECUTE FUNCTION public.refuse_audit_log_change();
    END IF;
END $$;
