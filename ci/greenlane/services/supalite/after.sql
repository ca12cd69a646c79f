-- What hosted Supabase's tables have beyond Lite's, so that migrations and seeds run unchanged.
-- Run at each start, as superuser, when Lite has made its tables and before the first migration.

ALTER TABLE auth.users ADD COLUMN IF NOT EXISTS instance_id uuid;
ALTER TABLE auth.users ADD COLUMN IF NOT EXISTS is_super_admin boolean;
ALTER TABLE auth.identities ALTER COLUMN id SET DEFAULT gen_random_uuid();
ALTER TABLE storage.buckets ADD COLUMN IF NOT EXISTS avif_autodetection boolean DEFAULT false;

-- Only their owner reads the tables of Auth, whatever a migration grants by accident.
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.flow_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.audit_log_entries ENABLE ROW LEVEL SECURITY;

-- Lite writes these columns as a JSON text within JSON. Triggers, policies and seeds want the object, as hosted
-- Supabase stores it; Lite reads both. Before the triggers of a project: theirs on sign-up see the object.
CREATE OR REPLACE FUNCTION extensions.greenlane_json_as_json() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    field text;
    value jsonb;
BEGIN
    FOREACH field IN ARRAY TG_ARGV LOOP
        value := to_jsonb(new) -> field;
        IF jsonb_typeof(value) = 'string' THEN
            new := jsonb_populate_record(new, jsonb_build_object(field, (value #>> '{}')::jsonb));
        END IF;
    END LOOP;
    RETURN new;
END $$;
CREATE OR REPLACE TRIGGER a_greenlane_json_as_json BEFORE INSERT OR UPDATE ON auth.users
    FOR EACH ROW EXECUTE FUNCTION extensions.greenlane_json_as_json('raw_app_meta_data', 'raw_user_meta_data');
CREATE OR REPLACE TRIGGER a_greenlane_json_as_json BEFORE INSERT OR UPDATE ON auth.identities
    FOR EACH ROW EXECUTE FUNCTION extensions.greenlane_json_as_json('identity_data');
