-- Which migrations this database has had. Whoever may write accounts may read it.

CREATE TABLE IF NOT EXISTS public.mycelium_migration (
    name varchar(255) PRIMARY KEY,
    checksum char(64) NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

DO $$
DECLARE
    grantee name;
BEGIN
    IF to_regclass('public.account') IS NOT NULL THEN
        FOR grantee IN
            SELECT DISTINCT r.rolname
            FROM pg_class AS c, aclexplode(c.relacl) AS acl
            JOIN pg_roles AS r ON r.oid = acl.grantee
            WHERE c.oid = 'public.account'::regclass AND acl.privilege_type = 'INSERT' AND acl.grantee <> c.relowner
        LOOP
            EXECUTE format('GRANT SELECT ON public.mycelium_migration TO %I', grantee);
        END LOOP;
    END IF;
END $$;
