insert into auth.users (
    instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data,
    raw_user_meta_data, created_at, updated_at, confirmation_token, email_change, email_change_token_new, recovery_token
) values (
    '00000000-0000-0000-0000-000000000000', '11111111-1111-4111-8111-111111111111', 'authenticated', 'authenticated',
    'seeded@example.test', crypt('seeded password', gen_salt('bf')), now(), '{"provider":"email","providers":["email"]}',
    '{"name":"Seeded"}', now(), now(), '', '', '', ''
);
insert into auth.identities (user_id, provider_id, provider, identity_data, last_sign_in_at, created_at, updated_at)
values (
    '11111111-1111-4111-8111-111111111111', '11111111-1111-4111-8111-111111111111', 'email',
    '{"sub":"11111111-1111-4111-8111-111111111111","email":"seeded@example.test"}', now(), now(), now()
);
insert into public.internals values (1, 'for the service only');
insert into public.ledger select n, n * 100 from generate_series(1, 8) as n;
