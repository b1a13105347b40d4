"""The disc is made, outside any transaction, by a process of its own; and cleared away in time."""

import json
import secrets
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.patients import service as patients
from kernel import logs
from kernel.access import ACTING, SYSTEM, Acting, Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.db import Database
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.delivery import asking
from ris_pacs.delivery.errors import DiscNotMade, NotReadyToHand
from ris_pacs.delivery.models import Delivery, DeliveryAct, DeliveryForm, DeliveryState
from ris_pacs.web import service as web

_SECONDS = 1800.0
WORK = "ris_pacs.delivery.disc:make"
_BATCH = 20


def place(folder: Path | None, of: Delivery) -> Path:
    """Where its file lies."""
    if folder is None:
        raise NotReadyToHand
    return folder / "deliveries" / f"{of.id.hex}.{of.form.value}"


def make(database: Database, actor: Actor, delivery_id: UUID, acting: Acting | None = None) -> None:
    """Raises NotReadyToHand, StudyOfAnotherPatient, DiscNotMade."""
    with database.read() as db:
        of = asking.get(db, actor, delivery_id)
        if of.state is not DeliveryState.ASKED or of.form is DeliveryForm.LINK:
            raise NotReadyToHand
        out = place(database.folder, of)
        job = job_of(db, actor, of, out)
    out.parent.mkdir(mode=0o700, exist_ok=True)
    failure, said = "", {}
    try:
        said = json.loads(web.apart({"work": WORK, **job}, seconds=_SECONDS))
    except web.CodecRefused as error:
        failure = str(error)[:300]
    with database.write(actor) as db:
        if acting is not None:
            db.info[ACTING] = acting
        finish(db, actor, delivery_id, said, failure)
    if failure:
        out.unlink(missing_ok=True)
        raise DiscNotMade(why=failure)


def job_of(db: Session, actor: Actor, of: Delivery, out: Path) -> dict[str, Any]:
    """What goes on it, as the house knows it now. Raises StudyOfAnotherPatient."""
    studies = asking.theirs(db, actor, of.patient_id, asking.studies_of(db, of.id))
    patient = patients.get(db, actor, of.patient_id)
    house = admin.facility_if_any(db)
    pseudonym = "TEACH" + secrets.token_hex(4).upper()
    overlays = archive.overlays(db, studies)
    items: list[dict[str, Any]] = []
    for number, study in enumerate(studies, 1):
        runs = {run.id: run for run in archive.series(db, study)}
        laid = _named(overlays[study.id])
        received = study.received_at.astimezone(LOCAL).date().isoformat()
        date = (study.study_date or received).replace("-", "")
        for row in archive.instances(db, study):
            run = runs[row.series_id]
            title = f"{run.modality} {run.description}".strip()
            items.append(
                {
                    "path": str(archive.store(db).local(row.path)),
                    "study": str(number),
                    "series": f"{number}.{run.id}",
                    "study_title": "" if of.anonymised else study.description,
                    "series_title": run.modality if of.anonymised else title,
                    "date": "" if of.anonymised else date,
                    "overlay": laid,
                }
            )
    born = patient.birth or ""
    who = pseudonym if of.anonymised else f"{patient.name} · {patient.code} · {born}"
    told = "" if of.anonymised else (house.name if house else "HIS54")
    job: dict[str, Any] = {
        "items": items,
        "form": of.form.value,
        "out": str(out),
        "head": {"who": who, "house": f"{told} {today().isoformat()}"},
    }
    if of.anonymised:
        job |= {"key": secrets.token_hex(32), "pseudonym": pseudonym, "boxes": of.boxes}
    return job


def _named(overlay: dict[str, Any]) -> dict[str, str]:
    """The house's word as names of pydicom."""
    names = {
        "00080050": "AccessionNumber",
        "00100010": "PatientName",
        "00100020": "PatientID",
        "00100030": "PatientBirthDate",
        "00100040": "PatientSex",
    }
    made = {}
    for tag, name in names.items():
        value = (overlay.get(tag) or {}).get("Value") or [""]
        first = value[0]
        made[name] = first.get("Alphabetic", "") if isinstance(first, dict) else str(first)
    return made


def finish(
    db: Session, actor: Actor, delivery_id: UUID, said: dict[str, Any], failure: str
) -> None:
    found = asking.get(db, actor, delivery_id, lock=True)
    if found.state is not DeliveryState.ASKED:
        return
    # Meanwhile a study may have been given to somebody else: then nothing leaves.
    asking.theirs(db, actor, found.patient_id, asking.studies_of(db, found.id))
    if failure:
        found.state, found.failure = DeliveryState.FAILED, failure
        asking.tell(db, found, DeliveryAct.FAILED, actor.name, failure)
        return
    found.state, found.made_at = DeliveryState.MADE, utc_now()
    found.pictures, found.left_out = said["pictures"], said["left_out"]
    found.size, found.sha256 = said["size"], said["sha256"]
    asking.tell(db, found, DeliveryAct.MADE, actor.name)


def make_waiting(database: Database) -> Text | None:
    """Those whose making broke off, or that nobody waited for."""
    with database.read() as db:
        asked = select(Delivery.id).where(Delivery.state == DeliveryState.ASKED)
        waiting = list(db.exec(asked.order_by(col(Delivery.id)).limit(_BATCH)))
    done = 0
    for each in waiting:
        try:
            make(database, SYSTEM, each)
            done += 1
        except Exception as error:  # noqa: BLE001 (one that fails does not keep the others)
            logs.log.warning("delivery_not_made", id=str(each), error=type(error).__name__)
    return Text(f"Đã tạo {done} đĩa.", f"{done} discs made.") if done else None


def clear(database: Database) -> Text | None:
    """Files of deliveries that are over are removed, and said to have expired."""
    gone = 0
    with database.write(SYSTEM) as db:
        standing = (DeliveryState.ASKED, DeliveryState.MADE, DeliveryState.HANDED)
        asked = select(Delivery).where(
            Delivery.expires_at <= utc_now(), col(Delivery.state).in_(standing)
        )
        for each in db.exec(asked.order_by(col(Delivery.expires_at), col(Delivery.id)).limit(500)):
            each.state = DeliveryState.EXPIRED
            asking.tell(db, each, DeliveryAct.EXPIRED, SYSTEM.name)
    folder = database.folder / "deliveries" if database.folder else None
    if folder is None or not folder.exists():
        return None
    with database.read() as db:
        for file in folder.iterdir():
            try:
                row = db.get(Delivery, UUID(hex=file.stem))
            except ValueError:
                continue
            if file.is_file() and (row is None or row.state in asking.OVER):
                file.unlink(missing_ok=True)
                gone += 1
    return Text(f"Đã xoá {gone} tệp đĩa hết hạn.", f"{gone} files removed.") if gone else None
