"""The foundation breaks: lists, rights, seals, parts of the build, the database's own care."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from his.admin import evidence_platform, software
from kernel import append_only, assembly, audit_chain
from kernel.access import SYSTEM
from kernel.audit import Audit
from kernel.clock import utc_now
from kernel.db import Database
from tests.level.harms.tools import Harm, moved, replaced, swallowed, tell, told


@contextmanager
def foreign_keys_off(clinic: Database) -> Iterator[None]:
    """The operator turned the database's own care for whole records off."""

    def off(connection: Any, _: object) -> None:
        if clinic.is_sqlite:
            connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute("SET session_replication_role = replica")
            connection.commit()

    engines = {clinic.engine, clinic.reader, clinic.writer}
    for engine in engines:
        event.listen(engine, "connect", off)
        engine.dispose()
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "connect", off)
            engine.dispose()


@contextmanager
def in_one_piece(clinic: Database) -> Iterator[None]:
    """The modules are delivered welded together: none can be taken out."""
    before = clinic.assembly
    clinic.assembly = assembly.build([replace(m, can_be_off=False) for m in before.installed])
    try:
        yield
    finally:
        clinic.assembly = before


@contextmanager
def a_screen_is_missing(_: Database) -> Iterator[None]:
    """A file of the built screens was deleted (of a small build of our own)."""
    file = evidence_platform._DIST / "assets" / "page.js"
    content = file.read_text()
    file.unlink()
    try:
        yield
    finally:
        file.write_text(content)


@contextmanager
def small_build() -> Iterator[None]:
    """Screens that need no Node: the page and what it names."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "assets").mkdir()
        (Path(folder) / "assets" / "page.js").write_text("//")
        page = '<script type="module" src="/assets/page.js"></script>'
        (Path(folder) / "index.html").write_text(page)
        with patch.object(evidence_platform, "_DIST", Path(folder)):
            yield


@contextmanager
def a_closed_part_is_installed(_: Database) -> Iterator[None]:
    """One component was swapped for a build that nobody may read."""
    name = software.components()[0].name
    with TemporaryDirectory() as folder:
        about = Path(folder) / f"{name.replace('-', '_')}-99.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.4\nName: {name}\nVersion: 99\nLicense-Expression: LicenseRef-X\n"
        )
        with patch("sys.path", [folder, *sys.path]):
            software.components.cache_clear()
            yield
    software.components.cache_clear()


@contextmanager
def the_audit_can_be_changed(clinic: Database) -> Iterator[None]:
    """The triggers that keep the audit append-only are dropped."""
    tables = ("kernel_audit", "kernel_audit_seal")
    if clinic.is_sqlite:
        for table in tables:
            tell(clinic, f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete")
    else:
        for table in tables:
            tell(clinic, f"DROP TRIGGER {table}_append_only ON {table}")
    try:
        yield
    finally:
        with clinic.write(SYSTEM) as db:
            for table in tables:
                for statement in append_only.statements(table)[clinic.engine.dialect.name]:
                    db.connection().exec_driver_sql(statement.replace("%", "%%"))


@contextmanager
def the_sealer_stands_still(clinic: Database) -> Iterator[None]:
    """An hour ago something was written down, and nobody has sealed it since."""
    seal_everything(clinic)
    with clinic.write(SYSTEM) as db:
        row = Audit(
            at=utc_now() - timedelta(hours=1),
            actor_id=None,
            actor_name="Ai đó",
            action="read",
            what="x",
            subject_kind="patient",
            subject_id="1",
            request_id="",
            ip="",
            workstation="",
            purpose="",
            facts={},
        )
        db.add(row)
    try:
        yield
    finally:
        seal_everything(clinic)


def seal_everything(clinic: Database) -> None:
    sealed = 1
    while sealed:
        with clinic.write(SYSTEM) as db:
            sealed = audit_chain.seal(db)


_USERS = "permission_id = 'his.admin.users.manage'"
_IN_CLEAR = f"x'{b'a card: 079123456789'.hex()}'"

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/30
    "administration_works": swallowed("kernel_role_permission"),
    "the_house_is_described": told(
        "UPDATE his_room SET active = false", "UPDATE his_room SET active = true"
    ),
    # TT54/31, TT54/L2.cdr.catalogues
    "lists_are_renewed_from_files": swallowed("his_catalog_entry"),
    "every_list_is_loaded": told(
        "UPDATE his_catalog_entry SET active = false WHERE list_id = 'country'",
        "UPDATE his_catalog_entry SET active = true WHERE list_id = 'country'",
    ),
    # TT54/99, 100, 101, 110
    "the_database_is_a_popular_one": foreign_keys_off,
    "every_module_can_be_taken_out": in_one_piece,
    "the_screens_are_served_to_a_browser": a_screen_is_missing,
    "every_component_is_open_source": a_closed_part_is_installed,
    # TT54/114
    "access_is_controlled": replaced("kernel_sign_in_failures", "failures", "0"),
    "second_factors_in_use": moved("kernel_role_permission", _USERS),
    # TT54/116
    "every_act_is_on_the_audit": the_audit_can_be_changed,
    "the_audit_is_kept_and_sealed": the_sealer_stands_still,
    # TT54/122
    "secrets_are_sealed_under_keys_that_change": replaced("kernel_outbox", "payload", _IN_CLEAR),
    # TT54/123
    "a_password_is_salted_and_hashed": replaced("kernel_user", "password", "'bep-than-hong'"),
    "every_password_here_is_a_hash": told(
        "UPDATE kernel_user SET password = 'x' || password WHERE username = 'nurse'",
        "UPDATE kernel_user SET password = substr(password, 2) WHERE username = 'nurse'",
    ),
    # TT54/L1.patient_info_access
    "a_record_is_written_by_one_and_read_by_another": told(
        "UPDATE his_room SET active = false WHERE kind = 'exam'",
        "UPDATE his_room SET active = true WHERE kind = 'exam'",
    ),
    "visits_are_written_here": moved("his_examination"),
}
