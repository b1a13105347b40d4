"""The life of a dossier: made from the visit, checked, sent once, replaced when it was mended.

    to_mend -> ready -> queued -> accepted | refused          accepted, refused -> replaced

What was sent is never changed and never sent again; a mended visit makes the next number.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import Encounter, EncounterState, Payer
from his.insurance.checking import check
from his.insurance.collecting import collect
from his.insurance.covering import cards_of
from his.insurance.errors import (
    AlreadySent,
    DossierUnchanged,
    HasErrors,
    NoGateway,
    NoSuchDossier,
    NotClosedYet,
    NotInsured,
)
from his.insurance.knowing import known
from his.insurance.layouts import Layout, layout, layout_on
from his.insurance.models import (
    CoverageCard,
    DossierEvent,
    DossierState,
    Gateway,
    InsuranceDossier,
)
from his.insurance.rules.rule import Problem, RuleSeverity
from his.insurance.signing import open_seal, sign
from his.insurance.tabulating import tables
from his.insurance.xmlfiles import as_bytes, envelope
from kernel import clock, live, outbox
from kernel.access import Actor

DOSSIER = "his.insurance.dossier"
_OPEN = (DossierState.TO_MEND, DossierState.READY)
_GONE = (DossierState.QUEUED, DossierState.ACCEPTED)
Tables = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Examined:
    """A visit's tables as they would be sent now, and what is wrong with them."""

    layout: Layout
    tables: Tables
    problems: list[Problem]
    cards: Sequence[CoverageCard]


def examine(db: Session, encounter: Encounter) -> Examined | None:
    """Make the tables of a visit and check them; None where nobody covers it."""
    dossier = collect(db, encounter.id)
    if dossier is None:
        return None
    of = layout_on(dossier.stay.left.date())
    before = _last(db, encounter.id)
    if before and before.state in (*_GONE, DossierState.REFUSED):
        year, month = (int(part) for part in before.month.split("-"))
        dossier = replace(dossier, stay=replace(dossier.stay, settled=(year, month)))
    made = tables(dossier, of)
    return Examined(
        of, made, check(made, of, known(db, encounter, dossier)), cards_of(db, encounter.id)
    )


def make(db: Session, actor: Actor, encounter_id: UUID) -> InsuranceDossier:
    """Make a closed visit's dossier anew and check it.

    Raises NotFound, NotInsured, NotClosedYet, AlreadySent (it is on its way), DossierUnchanged.
    """
    encounter = encounters.locked(db, actor, encounter_id)
    return put_together(db, encounter, by=actor.name)


def put_together(db: Session, encounter: Encounter, *, by: str) -> InsuranceDossier:
    """The same for a visit that is fetched and locked already."""
    if encounter.payer is not Payer.BHYT:
        raise NotInsured
    if encounter.state is not EncounterState.CLOSED or encounter.closed_at is None:
        raise NotClosedYet(code=encounter.code)
    before = _last(db, encounter.id)
    if before and before.state is DossierState.QUEUED:
        raise AlreadySent(code=before.code)
    seen = examine(db, encounter)
    if seen is None:
        raise NotInsured
    digest = digest_of(seen.tables)
    if before and before.state is DossierState.ACCEPTED and before.digest == digest:
        raise DossierUnchanged(code=before.code)
    row = before if before and before.state in _OPEN else None
    if row is None:
        row = InsuranceDossier(
            encounter_id=encounter.id,
            patient_id=encounter.patient_id,
            site_id=encounter.site_id,
            number=before.number + 1 if before else 1,
            code=encounter.code,
            edition=seen.layout.id,
            state=DossierState.TO_MEND,
            month="",
            left_at=encounter.closed_at,
            digest=digest,
            tables="",
            made_by_name=by,
        )
        db.add(row)
    _fill(row, seen, encounter.closed_at, digest, by)
    db.flush()
    note(db, row, "made", by, says=f"{row.errors} / {row.warnings}")
    live.touch(db, "insurance")
    return row


def _fill(row: InsuranceDossier, seen: Examined, left: datetime, digest: str, by: str) -> None:
    head = seen.tables["XML1"][0]
    row.edition, row.left_at, row.digest = seen.layout.id, left, digest
    row.month = f"{head['NAM_QT']}-{head['THANG_QT']}"
    row.card_tail = seen.cards[-1].tail if seen.cards else ""
    row.gross, row.insured = Decimal(head["T_TONGCHI_BV"]), Decimal(head["T_TONGCHI_BH"])
    row.insurer, row.copay = Decimal(head["T_BHTT"]), Decimal(head["T_BNCCT"])
    row.own, row.other = Decimal(head["T_BNTT"]), Decimal(head["T_NGUONKHAC"])
    row.errors = sum(p.severity is RuleSeverity.ERROR for p in seen.problems)
    row.warnings = len(seen.problems) - row.errors
    row.problems = [kept(p) for p in seen.problems]
    row.tables = json.dumps(seen.tables, ensure_ascii=False)
    row.state = DossierState.TO_MEND if row.errors else DossierState.READY
    row.made_at, row.made_by_name = clock.utc_now(), by


def send(db: Session, actor: Actor, dossier_id: UUID) -> InsuranceDossier:
    """Put a checked dossier on its way, as the visit stands now.

    Raises HasErrors, AlreadySent, NoGateway.
    """
    row = get(db, actor, dossier_id, locked=True)
    if row.state is DossierState.READY:
        _bring_up_to_date(db, row, actor.name)
    if row.state is DossierState.TO_MEND:
        raise HasErrors(code=row.code, errors=row.errors)
    if row.state is not DossierState.READY:
        raise AlreadySent(code=row.code)
    gateway = db.exec(select(Gateway)).first()
    if gateway is None or not gateway.address:
        raise NoGateway
    house = admin.facility(db)
    row.file = written(row, gateway, house.code)
    row.file_digest = hashlib.sha256(row.file.encode()).hexdigest()
    row.signed = gateway.sign
    row.state, row.queued_at = DossierState.QUEUED, clock.utc_now()
    for older in _all(db, row.encounter_id):
        if older.number < row.number and older.state is not DossierState.REPLACED:
            older.state = DossierState.REPLACED
            note(db, older, "replaced", actor.name)
    note(db, row, "queued", actor.name)
    outbox.put(db, DOSSIER, str(row.id), {"dossier": row.id}, ("patient", row.patient_id))
    live.touch(db, "insurance")
    return row


def _bring_up_to_date(db: Session, row: InsuranceDossier, by: str) -> None:
    """Drugs may have been handed out since it was made: what leaves is what is true now."""
    encounter = encounters.by_id(db, row.encounter_id)
    seen = examine(db, encounter)
    if seen is None or encounter.closed_at is None:
        raise NotInsured
    digest = digest_of(seen.tables)
    if digest != row.digest:
        _fill(row, seen, encounter.closed_at, digest, by)
        note(db, row, "made", by, says=f"{row.errors} / {row.warnings}")


def written(row: InsuranceDossier, gateway: Gateway, facility: str) -> str:
    """The file as it is sent: the envelope, signed where the facility signs."""
    root = envelope(
        json.loads(row.tables), layout(row.edition), facility=facility, made_on=clock.today()
    )
    if gateway.sign and gateway.certificate:
        seal = open_seal(bytes.fromhex(gateway.certificate), gateway.passphrase or "")
        root = sign(root, seal)
    return as_bytes(root).decode()


def answered(db: Session, dossier_id: UUID, *, code: str, receipt: str, says: str) -> None:
    """What the gateway said of a dossier."""
    row = db.get(InsuranceDossier, dossier_id, with_for_update=True)
    if row is None or row.state is not DossierState.QUEUED:
        return
    taken = code == "200"
    row.state = DossierState.ACCEPTED if taken else DossierState.REFUSED
    row.answered_at = clock.utc_now()
    row.receipt, row.answer_code, row.answer_says = receipt[:100], code[:20], says[:1000]
    note(db, row, "accepted" if taken else "refused", "Cổng BHXH", code=code, says=says)
    live.touch(db, "insurance")


def refuse(
    db: Session, actor: Actor, dossier_id: UUID, *, code: str, says: str
) -> InsuranceDossier:
    """The agency refused it afterwards, on its portal: written down here, to be mended."""
    row = get(db, actor, dossier_id, locked=True)
    if row.state is not DossierState.ACCEPTED:
        raise AlreadySent(code=row.code)
    row.state = DossierState.REFUSED
    row.answer_code, row.answer_says = code[:20], says[:1000]
    note(db, row, "refused", actor.name, code=code, says=says)
    live.touch(db, "insurance")
    return row


def get(db: Session, actor: Actor, dossier_id: UUID, *, locked: bool = False) -> InsuranceDossier:
    """A dossier of a patient whom the actor may see. Raises NoSuchDossier, NotFound."""
    row = db.get(InsuranceDossier, dossier_id, with_for_update=True if locked else None)
    if row is None:
        raise NoSuchDossier
    encounters.get(db, actor, row.encounter_id)
    return row


def history(db: Session, dossier_id: UUID) -> list[DossierEvent]:
    asked = select(DossierEvent).where(DossierEvent.dossier_id == dossier_id)
    return list(db.exec(asked.order_by(col(DossierEvent.id)).limit(200)))


def note(
    db: Session, row: InsuranceDossier, what: str, by: str, *, code: str = "", says: str = ""
) -> None:
    db.add(DossierEvent(dossier_id=row.id, what=what, by_name=by, code=code, says=says[:1000]))


def digest_of(made: Tables) -> str:
    return hashlib.sha256(json.dumps(made, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def kept(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "says": problem.says.json(),
        "mend": problem.mend.value,
        "source": problem.source,
        "table": problem.table,
        "row": problem.row,
        "field": problem.field,
    }


def of_visit(db: Session, encounter_id: UUID) -> InsuranceDossier | None:
    """The newest dossier of a visit."""
    return _last(db, encounter_id)


def _all(db: Session, encounter_id: UUID) -> list[InsuranceDossier]:
    asked = select(InsuranceDossier).where(InsuranceDossier.encounter_id == encounter_id)
    return list(db.exec(asked.order_by(col(InsuranceDossier.number))))


def _last(db: Session, encounter_id: UUID) -> InsuranceDossier | None:
    asked = select(InsuranceDossier).where(InsuranceDossier.encounter_id == encounter_id)
    return db.exec(asked.order_by(col(InsuranceDossier.number).desc()).limit(1)).first()
