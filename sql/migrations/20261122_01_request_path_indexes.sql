-- Lookups made while a request waits, and the order in which deliveries are claimed.

CREATE INDEX IF NOT EXISTS idx_account_tenant_id ON public.account (tenant_id);
CREATE INDEX IF NOT EXISTS idx_user_account_id ON public."user" (account_id);
CREATE INDEX IF NOT EXISTS idx_owner_on_tenant_owner_id ON public.owner_on_tenant (owner_id);
CREATE INDEX IF NOT EXISTS idx_guest_user_on_account_account_id ON public.guest_user_on_account (account_id);
CREATE INDEX IF NOT EXISTS idx_webhook_execution_status_created ON public.webhook_execution (status, created);

-- Magic links are rows of the token table that keep everything under one key of meta.
CREATE INDEX IF NOT EXISTS idx_token_magic_link_token_hash
    ON public.token ((meta -> 'magicLink' ->> 'tokenHash')) WHERE meta ? 'magicLink';
CREATE INDEX IF NOT EXISTS idx_token_magic_link_email
    ON public.token ((meta -> 'magicLink' ->> 'email')) WHERE meta ? 'magicLink';
CREATE INDEX IF NOT EXISTS idx_token_magic_link_expiration
    ON public.token (expiration) WHERE meta ? 'magicLink';
