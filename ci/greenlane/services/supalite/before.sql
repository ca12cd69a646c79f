-- What Supabase's platform gives a database before the first migration. Run at each start, as superuser.

DO $$
DECLARE
    name text;
    is_new boolean := NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'anon');
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'anon', 'authenticated', 'service_role', 'authenticator', 'dashboard_user', 'supabase_admin',
        'supabase_auth_admin', 'supabase_storage_admin', 'supabase_realtime_admin',
        'supabase_functions_admin', 'supabase_lite'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    ALTER ROLE service_role BYPASSRLS;
    ALTER ROLE authenticator NOINHERIT;
    GRANT anon, authenticated, service_role TO authenticator;
    GRANT anon, authenticated, service_role, supabase_auth_admin, supabase_storage_admin TO supabase_lite;
    -- Tables older than these roles get what a table made later gets by default.
    IF is_new THEN
        GRANT ALL ON ALL TABLES IN SCHEMA public TO anon, authenticated, service_role;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO anon, authenticated, service_role;
        GRANT ALL ON ALL ROUTINES IN SCHEMA public TO anon, authenticated, service_role;
    END IF;
END $$;

DO $$
DECLARE
    -- The database's owner, and whoever migrates.
    maker text;
    owner text := (SELECT rolname FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba WHERE datname = current_database());
    schema text;
BEGIN
    GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
    FOR maker IN SELECT DISTINCT unnest(ARRAY[owner, current_user::text]) LOOP
        EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role', maker);
        EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role', maker);
        EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA public GRANT ALL ON ROUTINES TO anon, authenticated, service_role', maker);
    END LOOP;
    IF owner <> current_user THEN
        EXECUTE format('GRANT anon, authenticated, service_role TO %I', owner);
    END IF;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO supabase_auth_admin, supabase_storage_admin', current_database());
    IF NOT EXISTS (
        SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase, unnest(setconfig) AS one
        WHERE datname = current_database() AND setrole = 0 AND one LIKE 'search_path=%'
    ) THEN
        EXECUTE format('ALTER DATABASE %I SET search_path = "$user", public, extensions', current_database());
    END IF;
    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'supabase_realtime') THEN
        CREATE PUBLICATION supabase_realtime;
    END IF;
END $$;

CREATE SCHEMA IF NOT EXISTS extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;
-- Those that the database service was declared with lie in public; migrations look for them here.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT extname FROM pg_extension WHERE extnamespace = 'public'::regnamespace AND extrelocatable
    LOOP
        EXECUTE format('ALTER EXTENSION %I SET SCHEMA extensions', name);
    END LOOP;
END
$$;

CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION supabase_auth_admin;
CREATE SCHEMA IF NOT EXISTS storage AUTHORIZATION supabase_storage_admin;
GRANT USAGE ON SCHEMA auth, storage TO anon, authenticated, service_role;
-- In Storage the policies decide; the grants let them.
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_storage_admin IN SCHEMA storage
    GRANT ALL ON TABLES TO anon, authenticated, service_role;

-- The two forms in which a signed-in user reaches a policy: one setting a claim, or all claims as JSON.
CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
$$;
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
    )::uuid
$$;
CREATE OR REPLACE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
    )
$$;
CREATE OR REPLACE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.email', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
    )
$$;

-- A change of the schema reaches the API at once.
CREATE OR REPLACE FUNCTION extensions.greenlane_schema_changed() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY pgrst, 'reload schema';
END $$;
DROP EVENT TRIGGER IF EXISTS greenlane_schema_changed;
CREATE EVENT TRIGGER greenlane_schema_changed ON ddl_command_end EXECUTE FUNCTION extensions.greenlane_schema_changed();
DROP EVENT TRIGGER IF EXISTS greenlane_schema_dropped;
CREATE EVENT TRIGGER greenlane_schema_dropped ON sql_drop EXECUTE FUNCTION extensions.greenlane_schema_changed();
