-- Users sign up with Supabase Auth; everything here hangs on auth.users.
-- The database decides who may do what: every table has row-level security, also for its owner.
-- Helper functions live in a schema that the REST gateway does not show.

create schema private;
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text not null check (char_length(display_name) between 1 and 80),
  created_at timestamptz not null default now()
);

-- last_seq counts the room's messages; private.number_message moves it.
create table public.rooms (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 120),
  owner_id uuid default auth.uid() references public.profiles (id) on delete set null,
  last_seq bigint not null default 0,
  created_at timestamptz not null default now()
);
create index rooms_owner on public.rooms (owner_id);

create table public.memberships (
  room_id uuid not null references public.rooms (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  joined_at timestamptz not null default now(),
  primary key (room_id, user_id)
);
create index memberships_user on public.memberships (user_id);

-- Where a file lies follows from its row, so that no row can point at another room's file.
-- 5 MiB = 5 * 1024 * 1024 bytes, the same number as SMALL_LIMIT in messenger/media.py.
create table public.media (
  id uuid primary key default gen_random_uuid(),
  room_id uuid not null references public.rooms (id) on delete cascade,
  uploader_id uuid default auth.uid() references public.profiles (id) on delete set null,
  content_type text not null check (char_length(content_type) between 3 and 127),
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  tier text not null generated always as (case when size_bytes <= 5242880 then 'small' else 'large' end) stored,
  object_key text not null generated always as (room_id::text || '/' || id::text) stored,
  created_at timestamptz not null default now(),
  unique (room_id, id)
);
create index media_uploader on public.media (uploader_id);

-- seq is 1, 2, 3 … within a room, in the order of commit, without a gap.
-- client_id is chosen by the sender: sending the same message again changes nothing.
create table public.messages (
  room_id uuid not null references public.rooms (id) on delete cascade,
  seq bigint not null,
  client_id uuid not null default gen_random_uuid(),
  author_id uuid default auth.uid() references public.profiles (id) on delete set null,
  body text not null default '' check (char_length(body) <= 4000),
  media_id uuid,
  created_at timestamptz not null default now(),
  primary key (room_id, seq),
  unique (room_id, author_id, client_id),
  foreign key (room_id, media_id) references public.media (room_id, id),
  check (body <> '' or media_id is not null)
);
create index messages_author on public.messages (author_id);
create index messages_media on public.messages (room_id, media_id);
