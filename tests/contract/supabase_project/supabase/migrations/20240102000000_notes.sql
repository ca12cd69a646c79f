create table public.notes (
    id bigint generated always as identity primary key,
    owner uuid not null default auth.uid() references auth.users (id) on delete cascade,
    body text not null
);
alter table public.notes enable row level security;
create policy "own notes" on public.notes to authenticated
    using ((auth.jwt() ->> 'sub')::uuid = owner) with check (auth.uid() = owner and auth.role() = 'authenticated');

create table public.internals (id int primary key, secret text not null);
alter table public.internals enable row level security;

create table public.ledger (id int primary key, amount int not null);
revoke all on public.ledger from anon, authenticated;

create function public.whoami() returns text language sql stable as $$ select auth.role() $$;
grant execute on function public.whoami() to supabase_auth_admin, supabase_storage_admin;
