"""Imaging papers: the report with its key images and QR, and the log of a screen."""

import base64
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel import files, links, printing
from kernel.access import Actor
from kernel.audit import plain
from kernel.clock import LOCAL
from kernel.text import Language, Text
from ris_pacs.reading import displays, keeping, keys, patient_page, permissions
from ris_pacs.reading.errors import NothingReported
from ris_pacs.reading.models import Reading, ReadingKey, VersionKind
from ris_pacs.reading.signing import unfit

_FOLDER = Path(__file__).parent / "prints"

REPORT = printing.Print(
    id="ris_pacs.reading.sheet",
    title=Text("Phiếu kết quả chẩn đoán hình ảnh", "Imaging report"),
    template=_FOLDER / "report.typ",
    needs=permissions.PRINT,
)
SCREEN_LOG = printing.Print(
    id="ris_pacs.reading.screen_log",
    title=Text("Sổ kiểm tra màn hình đọc", "Log of a reading screen"),
    template=_FOLDER / "screen_log.typ",
    needs=permissions.DISPLAYS,
)
ALL = (REPORT, SCREEN_LOG)
_PICTURES = 6


def report_sheet(
    db: Session, actor: Actor, reading_id: UUID, *, language: Language
) -> printing.Printed:
    """What holds now; a preliminary one says so. Raises NothingReported."""
    found = keeping.reading(db, actor, reading_id)
    version = keeping.standing(db, found.id)
    if version is None:
        raise NothingReported
    order = orders.get(db, actor, found.order_id)
    encounter = encounters.get(db, actor, found.encounter_id)
    patient = patients.get(db, actor, found.patient_id)
    out = version.kind is not VersionKind.PRELIMINARY
    day = encounter.opened_at.astimezone(LOCAL).date()
    data = {
        "patient": {
            "code": patient.code,
            "name": patient.name,
            "sex": patient.sex,
            "birth": "/".join(reversed((patient.birth or "").split("-"))),
            "age": patients.age_text(patient, day, language),
        },
        "visit": {"code": encounter.code, "doctor": order.placed_by_name},
        "order": {
            "code": order.code,
            "name": order.service_name,
            "indication": order.indication,
            "at": _at(order.placed_at),
        },
        "exam": {"modality": found.modality, "at": _at(found.exam_done_at or found.asked_at)},
        "report": {
            "findings": version.findings,
            "conclusion": version.conclusion,
            "recommendation": version.recommendation,
            "critical": version.critical,
            "preliminary": not out,
            "number": version.number,
            "amended": version.kind is VersionKind.ADDENDUM,
            "reason": version.reason,
            "checked": found.touched_at is not None,
        },
        "measurements": [_measured(each) for each in version.measurements or ()],
        "pictures": [_picture(db, each) for each in keys.of(db, found.id) if each.file_id][
            :_PICTURES
        ],
        "by": order.performed_by_name,
        "written_by": version.writer_name,
        "signed_by": version.signed_by_name if out else "",
        "at": _at(version.signed_at),
        "date": _date(version.signed_at),
        "page_qr": _page_qr(db, actor, found) if out else "",
    }
    return printing.render(
        db,
        actor,
        REPORT,
        subject=("patient", found.patient_id),
        document=found.id,
        data=plain(data),
        code=found.accession,
        language=language,
    )


def _picture(db: Session, key: ReadingKey) -> dict[str, str]:
    """An SVG around the JPEG: a template's data are texts."""
    assert key.file_id
    jpeg = files.content(db, files.get(db, key.file_id))
    wide, high = _size(jpeg)
    inside = base64.b64encode(jpeg).decode()
    return {
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" height="{high}"><image width="{wide}" height="{high}" '
        f'href="data:image/jpeg;base64,{inside}"/></svg>',
        "note": key.note,
    }


def _measured(of: dict[str, Any]) -> dict[str, str]:
    """A measurement of the signed version, in a line."""
    said = ", ".join(f"{v['value']} {v['unit']}".strip() for v in of["values"])
    return {"name": str(of["name"]), "values": said, "by": str(of["by"])}


def _size(jpeg: bytes) -> tuple[int, int]:
    """Width and height out of a JPEG's frame header."""
    at = 2
    while at + 9 < len(jpeg):
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high = int.from_bytes(jpeg[at + 5 : at + 7], "big")
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), high
        at += 2 + length
    return 4, 3


def _page_qr(db: Session, actor: Actor, found: Reading) -> str:
    """The code that opens the patient's own page; empty where no links are printed."""
    address = links.address(
        db,
        actor,
        kind=patient_page.KIND,
        document_id=found.order_id,
        patient_id=found.patient_id,
        title=f"{found.accession} {found.service_name}"[:200],
    )
    return printing.qr(address) if address else ""


def display_log(
    db: Session, actor: Actor, display_id: UUID, *, language: Language
) -> printing.Printed:
    """The checks of a screen, the last first."""
    of = displays.display(db, display_id)
    found, _ = displays.checks(db, of.id, after=None, limit=60)
    why = unfit(of)
    data = {
        "display": {
            "code": of.code,
            "name": of.name,
            "workstation": of.workstation,
            "model": of.model,
            "serial": of.serial,
            "purpose": of.purpose.value,
            "every_days": of.every_days,
            "why": why.to(language) if why else "",
        },
        "criteria": [t.to(language) for t in displays.CRITERIA.values()],
        "rows": [
            {
                "at": _at(each.at),
                "by": each.by_name,
                "seen": [bool((each.items or {}).get(i)) for i in displays.CRITERIA],
                "darkest": each.darkest,
                "brightest": each.brightest,
                "passed": each.passed,
                "note": each.note,
            }
            for each in found
        ],
    }
    return printing.render(
        db,
        actor,
        SCREEN_LOG,
        subject=("ris_display", of.id),
        document=f"{of.id}/{of.checked_at or ''}",
        data=plain(data),
        language=language,
    )


def _at(moment: datetime | None) -> str:
    return moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y") if moment else ""


def _date(moment: datetime) -> dict[str, Any]:
    local = moment.astimezone(LOCAL)
    return {"day": local.day, "month": local.month, "year": local.year}
