-- Searches for a part of a name take upper and lower case alike, in any script. Where the database itself is of the
-- locale C, it folds ASCII alone, so they name a collation of their own: the best of those that this server has.
DO $$
DECLARE
    source text;
BEGIN
    IF to_regcollation('public.mycelium_any_case') IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT c.collname INTO source
    FROM unnest(ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8', 'C.UTF-8', 'en_US.utf8', 'C']) WITH ORDINALITY AS best (name, place)
    JOIN pg_catalog.pg_collation AS c
        ON c.collname = best.name
        AND c.collnamespace = 'pg_catalog'::regnamespace
        AND c.collencoding IN (-1, (SELECT encoding FROM pg_catalog.pg_database WHERE datname = current_database()))
    ORDER BY best.place
    LIMIT 1;
    EXECUTE format('CREATE COLLATION public.mycelium_any_case FROM pg_catalog.%I', source);
END $$;
