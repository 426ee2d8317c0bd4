-- Installs Mycelium's database: the database itself, a role, a login user and the whole schema.
--
--   psql postgres://postgres:…@localhost:5432/postgres -f sql/up.sql -v db_password='…'
--
-- Variables: db_password (required), db_name (mycelium-dev), db_user (mycelium-user),
-- db_role (service-role-mycelium). PostgreSQL 14 or newer, as a superuser or a role with CREATEDB and CREATEROLE.
-- Everything happens in one transaction: after a failure, correct the cause and run it again.

\set ON_ERROR_STOP on
\set QUIET on

\if :{?db_name}
\else
    \set db_name mycelium-dev
\endif
\if :{?db_user}
\else
    \set db_user mycelium-user
\endif
\if :{?db_role}
\else
    \set db_role service-role-mycelium
\endif
\if :{?db_password}
\else
    \set db_password ''
\endif

SELECT :'db_password' = '' AS password_missing \gset
\if :password_missing
    \warn 'No password given for the database user. Run again with:  -v db_password=a-strong-password'
    -- psql has no exit status for \quit; a failing statement under ON_ERROR_STOP gives 3.
    \set VERBOSITY terse
    DO $$ BEGIN RAISE EXCEPTION 'db_password is required; nothing was changed'; END $$;
\endif

SELECT format('CREATE DATABASE %I', :'db_name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'db_name') \gexec

\connect :"db_name"

SELECT to_regclass('public.account') IS NOT NULL AS installed \gset
\if :installed
    \echo SKIP: database :"db_name" already has the tables. To bring it up to date run: DATABASE_URL=… myc-cli migrate
    \quit
\endif

\echo Installing into database :"db_name"
-- Statements that leave an existing object alone say so; on a fresh database that is only noise.
SET client_min_messages = warning;
BEGIN;

SELECT format('CREATE ROLE %I NOLOGIN', :'db_role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'db_role') \gexec

SELECT format(
    CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = :'db_user')
        THEN 'ALTER ROLE %I LOGIN PASSWORD %L' ELSE 'CREATE ROLE %I LOGIN PASSWORD %L' END,
    :'db_user', :'db_password') \gexec

SELECT format('GRANT %I TO %I', :'db_role', :'db_user') \gexec
