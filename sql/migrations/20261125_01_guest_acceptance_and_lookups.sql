-- Whether an invitation was accepted is a matter of guest and account, not of the guest alone: accepting one must not
-- open the others. NULL, in rows from before, means what guest_user.was_verified says.
ALTER TABLE public.guest_user_on_account ADD COLUMN IF NOT EXISTS was_verified boolean;

-- Replaced in place, so that its grants stay. That takes the columns in the order that the installed view has.
DO $$
DECLARE
    definition text;
BEGIN
    SELECT string_agg(format('%s AS %I', c.expression, c.name), ', ' ORDER BY a.attnum, c.place) INTO definition
    FROM (VALUES
        (1, 'acc_id', 'a.id'),
        (2, 'acc_name', 'a.name'),
        (3, 'is_acc_std', 'a.is_default'),
        (4, 'gr_id', 'gr.id'),
        (5, 'gr_slug', 'gr.slug'),
        (6, 'gr_perm', 'gr.permission'),
        (7, 'gu_email', 'gu.email'),
        (8, 'gu_verified', 'coalesce(ga.was_verified, gu.was_verified)'),
        (9, 'tenant_id', 'a.tenant_id'),
        (10, 'permit_flags', 'ga.permit_flags'),
        (11, 'deny_flags', 'ga.deny_flags')
    ) AS c (place, name, expression)
    LEFT JOIN pg_attribute AS a
        ON a.attrelid = to_regclass('public.licensed_resources') AND a.attname = c.name;
    EXECUTE 'CREATE OR REPLACE VIEW public.licensed_resources AS SELECT DISTINCT ' || definition || '
        FROM public.guest_user_on_account AS ga
        JOIN public.guest_user AS gu ON gu.id = ga.guest_user_id
        JOIN public.guest_role AS gr ON gr.id = gu.guest_role_id
        JOIN public.account AS a ON a.id = ga.account_id
        WHERE a.is_deleted = false
        ORDER BY gu_email, gr_slug, acc_id, gr_id';
END $$;

-- Listings: newest first.
CREATE INDEX IF NOT EXISTS idx_account_created ON public.account (created DESC NULLS LAST, id);
CREATE INDEX IF NOT EXISTS idx_account_tenant_id_created
    ON public.account (tenant_id, created DESC NULLS LAST, id);
CREATE INDEX IF NOT EXISTS idx_tenant_created ON public.tenant (created DESC NULLS LAST, id);
CREATE INDEX IF NOT EXISTS idx_account_account_type ON public.account USING gin (account_type);

-- What belongs to something, looked up from that side.
CREATE INDEX IF NOT EXISTS idx_account_tag_account_id ON public.account_tag (account_id);
CREATE INDEX IF NOT EXISTS idx_tenant_tag_tenant_id ON public.tenant_tag (tenant_id);
CREATE INDEX IF NOT EXISTS idx_guest_user_guest_role_id ON public.guest_user (guest_role_id);
CREATE INDEX IF NOT EXISTS idx_guest_role_children_child_role_id ON public.guest_role_children (child_role_id);

-- Connection strings are the rows of the token table that have these three keys.
CREATE INDEX IF NOT EXISTS idx_token_connection_string_account_id
    ON public.token ((meta ->> 'accountId'), id) WHERE meta ? 'token' AND meta ? 'name' AND meta ? 'id';

-- A caller may hold licences on thousands of accounts, each looked up by its id whenever the profile is read: a hash
-- index finds them in two thirds of the time that the primary key takes.
CREATE INDEX IF NOT EXISTS idx_account_id_hash ON public.account USING hash (id);
-- The few tenants that may be in the trash, so that reading a profile need not look at every other one.
CREATE INDEX IF NOT EXISTS idx_tenant_perhaps_trashed ON public.tenant (id)
    WHERE status[1] ? 'trashed' OR status[2] ? 'trashed' OR status[3] ? 'trashed' OR cardinality(status) > 3;
