-- Two people and a room to look at. They have no password: ask for a reset by mail to get in as one.
insert into auth.users (id, aud, role, email, email_confirmed_at, raw_user_meta_data)
values
  ('00000000-0000-4000-8000-000000000001', 'authenticated', 'authenticated', 'ada@example.com', now(), '{"display_name": "Ada"}'),
  ('00000000-0000-4000-8000-000000000002', 'authenticated', 'authenticated', 'grace@example.com', now(), '{"display_name": "Grace"}')
on conflict (id) do nothing;

insert into public.rooms (id, name, owner_id)
values ('00000000-0000-4000-8000-0000000000a1', 'Lobby', '00000000-0000-4000-8000-000000000001')
on conflict (id) do nothing;

insert into public.memberships (room_id, user_id)
values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-000000000002')
on conflict do nothing;

insert into public.messages (room_id, client_id, author_id, body)
select '00000000-0000-4000-8000-0000000000a1', first.client_id, first.author_id, first.body
from (values
  ('00000000-0000-4000-8000-0000000000b1'::uuid, '00000000-0000-4000-8000-000000000001'::uuid, 'Good morning'),
  ('00000000-0000-4000-8000-0000000000b2'::uuid, '00000000-0000-4000-8000-000000000002'::uuid, 'Good morning, Ada')
) as first (client_id, author_id, body)
where not exists (select 1 from public.messages m where m.client_id = first.client_id);
