"""What a started server is given at each start: passwords, and what an older data folder lacks."""

from __future__ import annotations

from greenlane.edges import psql
from greenlane.model.errors import OutsideError
from greenlane.model.service import Context, Mode
from greenlane.services.postgres.server import (
    SUPERUSER,
    as_superuser,
    create_database,
    create_extensions,
    installed,
)


def create(context: Context) -> None:
    """Set the passwords, and make role, database and extensions where an older data folder lacks them.

    Passwords travel as verifiers, so that a server that logs its statements logs no password.
    """
    options = context.options
    rounds = 4096 if context.mode is Mode.DURABLE else 1
    admin = psql.literal(psql.scram_verifier(context.secrets["admin_password"], rounds))
    own = psql.literal(psql.scram_verifier(context.secrets["password"], rounds))
    user = psql.identifier(options.user)
    script = [
        f"ALTER ROLE {psql.identifier(SUPERUSER)} PASSWORD {admin};",
        f"SELECT {psql.literal(f'CREATE ROLE {user}')}"  # quoted  # nosec B608
        f" WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {psql.literal(options.user)}) \\gexec",
        f"ALTER ROLE {user} LOGIN PASSWORD {own};",
        f"SELECT {psql.literal(create_database(options))} WHERE NOT EXISTS"  # quoted  # nosec B608
        f" (SELECT FROM pg_database WHERE datname = {psql.literal(options.database)}) \\gexec",
    ]
    if options.extensions:
        script.append(f"\\connect {psql.connect_name(options.database)}")
        script += [f"{one};" for one in create_extensions(options)]
    done = psql.run_script(
        installed(context).programs["psql"],
        "\n".join(script) + "\n",
        environment=as_superuser(context),
        cwd=context.run,
        account=context.account,
    )
    if done.code:
        raise OutsideError(
            "the database could not be set up",
            detail=done.tail(),
            docs="docs/troubleshooting.md#database-setup",
        )
