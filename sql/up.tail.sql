SELECT format('GRANT CONNECT ON DATABASE %I TO %I', :'db_name', :'db_role') \gexec
SELECT format('GRANT USAGE ON SCHEMA public TO %I', :'db_role') \gexec
SELECT format('GRANT ALL ON ALL TABLES IN SCHEMA public TO %I', :'db_role') \gexec
SELECT format('GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO %I', :'db_role') \gexec
-- Tables that later migrations add, when the same role runs them.
SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO %I', :'db_role') \gexec
SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO %I', :'db_role') \gexec

COMMIT;

SELECT format('  databaseUrl = "postgres://%s:<the password>@<host>:<port>/%s"', :'db_user', :'db_name') AS url_line \gset
\echo 'Done. In config.toml, under [diesel]:'
\echo :url_line
\echo 'Next:  myc-cli native-errors init   and   myc-cli accounts create-seed-account'
