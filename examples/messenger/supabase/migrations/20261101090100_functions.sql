-- Questions that policies ask. They run as their owner, so that asking does not ask the policies again;
-- the empty search_path keeps a caller from putting a table of the same name in front.

create function private.is_member(room uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select 1 from public.memberships m where m.room_id = room and m.user_id = (select auth.uid())
  )
$$;

create function private.is_owner(room uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select 1 from public.rooms r where r.id = room and r.owner_id = (select auth.uid()))
$$;

create function private.shares_room(other uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select 1
    from public.memberships mine
    join public.memberships theirs using (room_id)
    where mine.user_id = (select auth.uid()) and theirs.user_id = other
  )
$$;

-- A profile comes with the account. It must never fail: that would refuse the sign-up.
create function private.create_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.profiles (id, display_name)
  values (
    new.id,
    left(coalesce(nullif(trim(new.raw_user_meta_data ->> 'display_name'), ''),
                  nullif(split_part(new.email, '@', 1), ''),
                  'someone'), 80)
  );
  return new;
end
$$;

create trigger create_profile after insert on auth.users
for each row execute function private.create_profile();

create function private.join_own_room() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.owner_id is not null then
    insert into public.memberships (room_id, user_id) values (new.id, new.owner_id);
  end if;
  return new;
end
$$;

create trigger join_own_room after insert on public.rooms
for each row execute function private.join_own_room();

-- The lock on the room's row is held until commit: whoever reads seq n sees all below it.
create function private.number_message() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.rooms set last_seq = last_seq + 1 where id = new.room_id returning last_seq into new.seq;
  return new;
end
$$;

create trigger number_message before insert on public.messages
for each row execute function private.number_message();

revoke all on all functions in schema private from public;
grant execute on function private.is_member(uuid), private.is_owner(uuid), private.shares_room(uuid)
  to authenticated, service_role;
