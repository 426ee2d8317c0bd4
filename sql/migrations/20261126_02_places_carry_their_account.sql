-- Reading a caller's profile looks at every place where the caller is a guest. What it needs of the accounts is copied
-- beside the places, so that a caller with a thousand of them costs no thousand look-ups in another table. Triggers
-- keep the copy, whoever writes. Where it is missing the account counts as closed.
ALTER TABLE public.guest_user_on_account
    ADD COLUMN IF NOT EXISTS account_name text,
    ADD COLUMN IF NOT EXISTS account_tenant_id uuid,
    ADD COLUMN IF NOT EXISTS account_is_default boolean,
    ADD COLUMN IF NOT EXISTS account_is_closed boolean;

-- The lock makes a concurrent change of the account wait for this row, so that it finds the row to be changed as well.
CREATE OR REPLACE FUNCTION public.copy_account_to_place() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    SELECT
        a.name, a.tenant_id, coalesce(a.is_default, false),
        a.is_deleted IS TRUE OR a.is_active IS NOT TRUE OR a.is_archived IS TRUE
    INTO NEW.account_name, NEW.account_tenant_id, NEW.account_is_default, NEW.account_is_closed
    FROM public.account AS a WHERE a.id = NEW.account_id
    FOR SHARE;
    RETURN NEW;
END $body$;

CREATE OR REPLACE TRIGGER place_carries_its_account
    BEFORE INSERT OR UPDATE OF account_id ON public.guest_user_on_account
    FOR EACH ROW EXECUTE FUNCTION public.copy_account_to_place();

-- Setting account_id to itself is what makes a place copy its account anew.
CREATE OR REPLACE FUNCTION public.copy_account_to_its_places() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    UPDATE public.guest_user_on_account SET account_id = account_id WHERE account_id = NEW.id;
    RETURN NULL;
END $body$;

CREATE OR REPLACE TRIGGER account_is_carried_by_its_places
    AFTER UPDATE OF name, tenant_id, is_default, is_deleted, is_active, is_archived ON public.account
    FOR EACH ROW
    WHEN ((OLD.name, OLD.tenant_id, OLD.is_default, OLD.is_deleted, OLD.is_active, OLD.is_archived)
        IS DISTINCT FROM
        (NEW.name, NEW.tenant_id, NEW.is_default, NEW.is_deleted, NEW.is_active, NEW.is_archived))
    EXECUTE FUNCTION public.copy_account_to_its_places();
