-- The tables, indexes and views that every installation has had from the start.
-- Every statement leaves an existing object as it is.

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgcrypto') THEN
        CREATE EXTENSION IF NOT EXISTS pgcrypto;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    -- gen_random_uuid() has been built in since PostgreSQL 13, so nothing here depends on the extension.
    RAISE NOTICE 'extension pgcrypto was not installed: the connected role may not';
END $$;

CREATE TABLE IF NOT EXISTS public.tenant (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(255) NOT NULL,
    description text,
    meta jsonb,
    status jsonb[],
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL,
    CONSTRAINT tenant_name_unique UNIQUE (name)
);

CREATE TABLE IF NOT EXISTS public.account (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(256) NOT NULL,
    slug varchar(256) NOT NULL,
    meta jsonb,
    account_type jsonb DEFAULT '{}',
    created timestamptz DEFAULT now(),
    created_by jsonb DEFAULT '{}',
    updated timestamptz DEFAULT NULL,
    updated_by jsonb DEFAULT '{}',
    is_active boolean DEFAULT true,
    is_checked boolean DEFAULT false,
    is_archived boolean DEFAULT false,
    is_deleted boolean DEFAULT false,
    is_default boolean DEFAULT false,
    tenant_id uuid DEFAULT NULL REFERENCES public.tenant (id),
    CONSTRAINT unique_account_name UNIQUE (name, tenant_id),
    CONSTRAINT unique_account_slug UNIQUE (slug, tenant_id)
);

CREATE INDEX IF NOT EXISTS idx_account_meta_gin
    ON public.account USING gin (meta jsonb_path_ops);

CREATE UNIQUE INDEX IF NOT EXISTS idx_account_meta_telegram_user_id_global
    ON public.account ((meta -> 'telegram_user' ->> 'id'))
    WHERE meta ? 'telegram_user';

CREATE TABLE IF NOT EXISTS public.account_tag (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    value varchar(64) NOT NULL,
    meta jsonb,
    account_id uuid NOT NULL REFERENCES public.account (id) ON DELETE CASCADE,
    UNIQUE (value, account_id)
);

CREATE TABLE IF NOT EXISTS public."user" (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    username varchar(140) NOT NULL,
    email varchar(140) NOT NULL,
    first_name varchar(140) NOT NULL,
    last_name varchar(140) NOT NULL,
    is_active boolean DEFAULT true,
    is_principal boolean DEFAULT false,
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL,
    mfa jsonb,
    account_id uuid DEFAULT NULL REFERENCES public.account (id),
    CONSTRAINT unique_email_account UNIQUE (email, account_id)
);

CREATE TABLE IF NOT EXISTS public.identity_provider (
    user_id uuid PRIMARY KEY REFERENCES public."user" (id) ON DELETE CASCADE,
    name varchar(255),
    password_hash varchar(255),
    UNIQUE (user_id, password_hash),
    UNIQUE (user_id, name)
);

CREATE TABLE IF NOT EXISTS public.owner_on_tenant (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES public.tenant (id) ON DELETE CASCADE,
    owner_id uuid NOT NULL REFERENCES public."user" (id) ON DELETE CASCADE,
    guest_by varchar NOT NULL,
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL,
    UNIQUE (tenant_id, owner_id)
);

CREATE TABLE IF NOT EXISTS public.manager_account_on_tenant (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL UNIQUE REFERENCES public.tenant (id) ON DELETE CASCADE,
    account_id uuid NOT NULL UNIQUE REFERENCES public.account (id) ON DELETE CASCADE,
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL,
    UNIQUE (tenant_id, account_id)
);

CREATE TABLE IF NOT EXISTS public.tenant_tag (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    value varchar(64) NOT NULL,
    meta jsonb,
    tenant_id uuid NOT NULL REFERENCES public.tenant (id) ON DELETE CASCADE,
    UNIQUE (value, tenant_id)
);

CREATE TABLE IF NOT EXISTS public.guest_role (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(140) NOT NULL,
    slug varchar(140) NOT NULL,
    description varchar(255),
    permission int DEFAULT 0,
    system boolean NOT NULL DEFAULT false,
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL,
    UNIQUE (name, permission),
    UNIQUE (slug, permission)
);

CREATE TABLE IF NOT EXISTS public.guest_role_children (
    parent_id uuid NOT NULL REFERENCES public.guest_role (id),
    child_role_id uuid NOT NULL REFERENCES public.guest_role (id),
    created_by uuid NOT NULL,
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL,
    PRIMARY KEY (parent_id, child_role_id)
);

CREATE TABLE IF NOT EXISTS public.guest_user (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email varchar NOT NULL,
    guest_role_id uuid NOT NULL REFERENCES public.guest_role (id),
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL,
    was_verified boolean DEFAULT false,
    UNIQUE (email, guest_role_id)
);

CREATE TABLE IF NOT EXISTS public.guest_user_on_account (
    guest_user_id uuid NOT NULL REFERENCES public.guest_user (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES public.account (id),
    created timestamptz DEFAULT now(),
    permit_flags jsonb[],
    deny_flags jsonb[],
    PRIMARY KEY (guest_user_id, account_id)
);

CREATE TABLE IF NOT EXISTS public.error_code (
    code serial NOT NULL,
    prefix varchar NOT NULL,
    message varchar(255) NOT NULL,
    details varchar(255),
    is_internal boolean DEFAULT false,
    is_native boolean DEFAULT false,
    PRIMARY KEY (prefix, code)
);

CREATE TABLE IF NOT EXISTS public.webhook (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(140) NOT NULL,
    description varchar(255),
    url varchar NOT NULL,
    trigger varchar(255) NOT NULL,
    method varchar(12) DEFAULT 'POST',
    is_active boolean DEFAULT true,
    created timestamptz DEFAULT now(),
    created_by jsonb DEFAULT '{}',
    updated timestamptz DEFAULT NULL,
    updated_by jsonb DEFAULT '{}',
    secret jsonb,
    CONSTRAINT unique_webhook UNIQUE (name, url, trigger)
);

CREATE TABLE IF NOT EXISTS public.webhook_execution (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    trigger varchar(255) NOT NULL,
    payload text NOT NULL,
    payload_id varchar(255) NOT NULL,
    encrypted boolean DEFAULT false,
    attempts int DEFAULT 0,
    created timestamptz DEFAULT now(),
    attempted timestamptz DEFAULT NULL,
    status varchar(100),
    propagations jsonb
);

CREATE TABLE IF NOT EXISTS public.token (
    id serial PRIMARY KEY,
    meta jsonb NOT NULL,
    expiration timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS public.message_queue (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    message text NOT NULL,
    created timestamptz DEFAULT now(),
    attempted timestamptz DEFAULT NULL,
    status varchar(100) NOT NULL,
    attempts int DEFAULT 0,
    error text
);

CREATE TABLE IF NOT EXISTS public.telegram_identity_audit (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    event text NOT NULL CHECK (event IN ('linked', 'unlinked', 'login_ok', 'login_fail')),
    telegram_id bigint,
    ip inet,
    created_at timestamptz NOT NULL DEFAULT now()
);

DO $$
BEGIN
    -- Looked up by what they cover: an installation may have them under another name.
    IF NOT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'telegram_identity_audit'
                   AND indexdef LIKE '%(tenant_id, account_id)%') THEN
        CREATE INDEX idx_telegram_identity_audit_tenant_account
            ON public.telegram_identity_audit (tenant_id, account_id);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'telegram_identity_audit'
                   AND indexdef LIKE '%(created_at%') THEN
        CREATE INDEX idx_telegram_identity_audit_created_at ON public.telegram_identity_audit (created_at);
    END IF;
END $$;

-- What each guest e-mail may do, and on which account. Archived and inactive accounts are included.
DO $$
BEGIN
    IF to_regclass('public.licensed_resources') IS NULL THEN
        CREATE VIEW public.licensed_resources AS
        SELECT DISTINCT
            a.id AS acc_id,
            a.name AS acc_name,
            a.is_default AS is_acc_std,
            gr.id AS gr_id,
            gr.slug AS gr_slug,
            gr.permission AS gr_perm,
            gu.email AS gu_email,
            gu.was_verified AS gu_verified,
            a.tenant_id AS tenant_id,
            ga.permit_flags AS permit_flags,
            ga.deny_flags AS deny_flags
        FROM public.guest_user_on_account AS ga
        JOIN public.guest_user AS gu ON gu.id = ga.guest_user_id
        JOIN public.guest_role AS gr ON gr.id = gu.guest_role_id
        JOIN public.account AS a ON a.id = ga.account_id
        WHERE a.is_deleted = false
        ORDER BY gu_email, gr_slug, acc_id, gr_id;
    END IF;
    IF to_regclass('public.public_connection_string_info') IS NULL THEN
        -- The aliases are meant to fold to lower case.
        CREATE VIEW public.public_connection_string_info AS
        SELECT
            t.id AS id,
            t.meta -> 'id' AS innerId,
            t.meta -> 'accountId' AS accountId,
            t.meta -> 'email' AS email,
            t.meta -> 'name' AS name,
            t.expiration AS expiration,
            t.meta -> 'createdAt' AS createdAt,
            t.meta -> 'scope' AS scope
        FROM public.token AS t
        WHERE t.meta ? 'token' AND t.meta ? 'name' AND t.meta ? 'id'
        ORDER BY t.id DESC;
    END IF;
END $$;
