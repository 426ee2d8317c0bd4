-- A step of its own: it locks rows alone, and takes some 20 seconds for a million of them.
UPDATE public.guest_user_on_account SET account_id = account_id WHERE account_is_closed IS NULL;
