-- Who may do what. tests/integration/access.py holds the same as a table, and the tests compare.

revoke all on all tables in schema public from public, anon, authenticated, service_role;

alter table public.profiles enable row level security;
alter table public.profiles force row level security;
alter table public.rooms enable row level security;
alter table public.rooms force row level security;
alter table public.memberships enable row level security;
alter table public.memberships force row level security;
alter table public.media enable row level security;
alter table public.media force row level security;
alter table public.messages enable row level security;
alter table public.messages force row level security;

grant select, insert, update, delete
  on public.profiles, public.rooms, public.memberships, public.media, public.messages to service_role;

-- Only the columns named here are a user's to write: owner, author, number and time are not.
grant select on public.profiles, public.rooms, public.memberships, public.media, public.messages
  to authenticated;
grant update (display_name) on public.profiles to authenticated;
grant insert (name), update (name), delete on public.rooms to authenticated;
grant insert (room_id, user_id), delete on public.memberships to authenticated;
grant insert (id, room_id, content_type, size_bytes, sha256) on public.media to authenticated;
grant insert (room_id, client_id, body, media_id) on public.messages to authenticated;

create policy "one's own and those one shares a room with" on public.profiles
  for select to authenticated using (id = (select auth.uid()) or private.shares_room(id));
create policy "one's own" on public.profiles
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));

create policy "members see the room" on public.rooms
  for select to authenticated using (owner_id = (select auth.uid()) or private.is_member(id));
create policy "anyone opens a room of their own" on public.rooms
  for insert to authenticated with check (owner_id = (select auth.uid()));
create policy "the owner renames it" on public.rooms
  for update to authenticated using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));
create policy "the owner closes it" on public.rooms
  for delete to authenticated using (owner_id = (select auth.uid()));

create policy "members see each other" on public.memberships
  for select to authenticated using (private.is_member(room_id));
create policy "the owner lets people in" on public.memberships
  for insert to authenticated with check (private.is_owner(room_id));
create policy "members leave, the owner removes others" on public.memberships
  for delete to authenticated using (
    case when private.is_owner(room_id) then user_id <> (select auth.uid()) else user_id = (select auth.uid()) end
  );

create policy "members see the files" on public.media
  for select to authenticated using (private.is_member(room_id));
create policy "members add files" on public.media
  for insert to authenticated with check (uploader_id = (select auth.uid()) and private.is_member(room_id));

create policy "members read" on public.messages
  for select to authenticated using (private.is_member(room_id));
create policy "members write as themselves" on public.messages
  for insert to authenticated with check (author_id = (select auth.uid()) and private.is_member(room_id));
