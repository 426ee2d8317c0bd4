-- A data key per tenant, wrapped by the key-encryption key of the named version.

ALTER TABLE public.tenant ADD COLUMN IF NOT EXISTS encrypted_dek text;
ALTER TABLE public.tenant ADD COLUMN IF NOT EXISTS kek_version int NOT NULL DEFAULT 1;
