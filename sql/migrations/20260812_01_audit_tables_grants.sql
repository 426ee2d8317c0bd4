-- Tables that came after the installation belong to whoever created them. The roles that were given the account
-- table (service-role-mycelium, unless the installation chose another name) receive them too.

DO $$
DECLARE
    grantee name;
BEGIN
    FOR grantee IN
        SELECT DISTINCT r.rolname
        FROM pg_class AS c, aclexplode(c.relacl) AS acl
        JOIN pg_roles AS r ON r.oid = acl.grantee
        WHERE c.oid = 'public.account'::regclass AND acl.privilege_type = 'INSERT' AND acl.grantee <> c.relowner
    LOOP
        EXECUTE format(
            'GRANT ALL ON public.instance_settings, public.resource_audit_log, public.kv_artifact TO %I', grantee);
    END LOOP;
END $$;
