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
