"""Who may do what: the whole matrix as data, and the statement behind each cell.

The rows in question, all around one room with an owner and a member:
profiles: the owner's; rooms: that room (insert: a room of one's own); memberships: the member's
(insert: a newcomer's); media and messages: one of the owner's in that room (insert: one's own).
"""

from __future__ import annotations

from typing import LiteralString

ROLES = ("anon", "stranger", "member", "owner", "service_role")
VERBS = ("select", "insert", "update", "delete")

# yes      it happens
# hidden   the statement runs and touches no row: a policy hides it
# no       refused with SQLSTATE 42501: no such right, or a policy refuses the new row
MATRIX = """
table        role          select  insert  update  delete
profiles     anon          no      no      no      no
profiles     stranger      hidden  no      hidden  no
profiles     member        yes     no      hidden  no
profiles     owner         yes     no      yes     no
profiles     service_role  yes     yes     yes     yes
rooms        anon          no      no      no      no
rooms        stranger      hidden  yes     hidden  hidden
rooms        member        yes     yes     hidden  hidden
rooms        owner         yes     yes     yes     yes
rooms        service_role  yes     yes     yes     yes
memberships  anon          no      no      no      no
memberships  stranger      hidden  no      no      hidden
memberships  member        yes     no      no      yes
memberships  owner         yes     yes     no      yes
memberships  service_role  yes     yes     yes     yes
media        anon          no      no      no      no
media        stranger      hidden  no      no      no
media        member        yes     yes     no      no
media        owner         yes     yes     no      no
media        service_role  yes     yes     yes     yes
messages     anon          no      no      no      no
messages     stranger      hidden  no      no      no
messages     member        yes     yes     no      no
messages     owner         yes     yes     no      no
messages     service_role  yes     yes     yes     yes
"""

STATEMENTS: dict[tuple[str, str], LiteralString] = {
    ("profiles", "select"): "select id from public.profiles where id = %(owner)s",
    ("profiles", "insert"): "insert into public.profiles (id, display_name) values (%(no_profile)s, 'x')",
    ("profiles", "update"): "update public.profiles set display_name = 'x' where id = %(owner)s",
    ("profiles", "delete"): "delete from public.profiles where id = %(owner)s",
    ("rooms", "select"): "select id from public.rooms where id = %(room)s",
    ("rooms", "insert"): "insert into public.rooms (name) values ('x')",
    ("rooms", "update"): "update public.rooms set name = 'x' where id = %(room)s",
    ("rooms", "delete"): "delete from public.rooms where id = %(room)s",
    ("memberships", "select"): "select 1 from public.memberships where room_id = %(room)s and user_id = %(member)s",
    ("memberships", "insert"): "insert into public.memberships (room_id, user_id) values (%(room)s, %(newcomer)s)",
    ("memberships", "update"): (
        "update public.memberships set joined_at = now() where room_id = %(room)s and user_id = %(member)s"
    ),
    ("memberships", "delete"): "delete from public.memberships where room_id = %(room)s and user_id = %(member)s",
    ("media", "select"): "select id from public.media where id = %(media)s",
    ("media", "insert"): (
        "insert into public.media (room_id, id, content_type, size_bytes, sha256)"
        " values (%(room)s, gen_random_uuid(), 'text/plain', 1, repeat('0', 64))"
    ),
    ("media", "update"): "update public.media set content_type = 'text/html' where id = %(media)s",
    ("media", "delete"): "delete from public.media where id = %(media)s",
    ("messages", "select"): "select seq from public.messages where room_id = %(room)s",
    ("messages", "insert"): "insert into public.messages (room_id, body) values (%(room)s, 'x')",
    ("messages", "update"): "update public.messages set body = 'x' where room_id = %(room)s",
    ("messages", "delete"): "delete from public.messages where room_id = %(room)s",
}


def cells() -> list[tuple[str, str, str, str]]:
    """Every (table, role, verb, outcome) of the matrix."""
    _, *lines = MATRIX.strip().splitlines()
    rows = [line.split() for line in lines]
    return [(table, role, verb, it) for table, role, *its in rows for verb, it in zip(VERBS, its, strict=True)]
