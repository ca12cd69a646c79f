insert into storage.buckets (id, name, public) values ('inbox', 'inbox', false) on conflict (id) do nothing;

create policy "a folder of one's own, to write" on storage.objects for insert to authenticated
    with check (bucket_id in ('papers', 'avatars') and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "a folder of one's own, to read" on storage.objects for select to authenticated
    using (bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "a folder of one's own, to delete" on storage.objects for delete to authenticated
    using (bucket_id = 'papers' and owner_id = (select auth.uid())::text);
