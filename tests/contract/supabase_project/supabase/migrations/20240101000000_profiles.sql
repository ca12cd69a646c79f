create extension if not exists "uuid-ossp" with schema extensions;
create extension if not exists pgcrypto with schema extensions;

create table public.profiles (
    id uuid primary key references auth.users (id) on delete cascade,
    name text not null,
    badge uuid not null default extensions.uuid_generate_v4()
);
alter table public.profiles owner to postgres;
alter table public.profiles enable row level security;
create policy "profiles are for everyone to see" on public.profiles for select using (true);
create policy "one changes one's own" on public.profiles for update to authenticated
    using ((select auth.uid()) = id) with check ((select auth.uid()) = id);

create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    insert into public.profiles (id, name) values (new.id, coalesce(new.raw_user_meta_data ->> 'name', new.email));
    return new;
end;
$$;
create trigger on_auth_user_created after insert on auth.users
    for each row execute function public.handle_new_user();

grant usage on schema public to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
alter publication supabase_realtime add table public.profiles;
