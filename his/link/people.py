"""Patients over the link: another system corrects or merges one (ADT^A08, A40), or we tell it."""

from uuid import UUID

from sqlmodel import Session, col, select

from his.link import sending, who
from his.link.models import LinkMessage, Partner, PartnerKind
from his.link.slots import Answer, MessageTaker, Outcome, Received
from his.patients import service as patients
from his.patients.events import PatientChanged, PatientsMerged
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.errors import Refusal
from kernel.hl7.writing import segment
from kernel.text import Text

_TOLD = frozenset({"name", "birth", "sex"})
_UPDATED = Text("Đã sửa hồ sơ {code}: {fields}.", "Record {code} changed: {fields}.")
_SAME = Text("Hồ sơ {code} đã đúng như vậy.", "Record {code} says so already.")
_MAY_NOT = Text(
    "Hệ thống này không được sửa hồ sơ; hãy xem và quyết định.",
    "This system may not change records; look and decide.",
)
_NOT_OURS = Text("Người bệnh này không có ở đây.", "This patient is not known here.")
_MERGED = Text("Đã gộp {gone} vào {kept}.", "{gone} was merged into {kept}.")
_ALIAS = Text("Đã ghi: mã {id} là hồ sơ {code}.", "Noted: {id} is record {code}.")
_CARE = Text("Gộp cần người xem: {why}", "The merge needs a person: {why}")
_AGREE = 1  # two of name, birth and sex are the same, one was corrected
_ANY = -3


def update(db: Session, actor: Actor, received: Received) -> Answer:
    """Name, birth and sex as the other system corrected them.

    At once where two of the three stay the same and the system may; else a person decides.
    """
    said = who.said(received.message.first("PID"))
    partner, decision = received.partner, received.decision
    if decision is None and said.ids and not _known(db, actor, partner, said):
        return Answer(says=_NOT_OURS, about=said.label)
    least = _ANY if decision and decision.accepted else _AGREE
    found = who.find(db, actor, received, said, least=least)
    patient = found.patient
    if patient is None:
        return Answer(Outcome.REVIEW, says=found.why, about=said.label)
    here = {"about": patient.code, "patient_id": patient.id}
    if not (partner.updates or (decision and decision.accepted)):
        return Answer(Outcome.REVIEW, says=_MAY_NOT, about=said.label, patient_id=patient.id)
    changed = _changed(patient, said)
    if not changed:
        return Answer(says=_SAME.put(code=patient.code), **here)  # type: ignore[arg-type]
    given = patients.particulars_of(patient)
    fields = {**{f: getattr(given, f) for f in given.__slots__}, **changed}
    by = decision.actor if decision else actor
    patients.update(db, by, patient.id, version=patient.version, **fields)
    says = _UPDATED.put(code=patient.code, fields=", ".join(sorted(changed)))
    return Answer(says=says, **here)  # type: ignore[arg-type]


def _known(db: Session, actor: Actor, partner: Partner, said: who.Said) -> bool:
    return who.mapped(db, actor, partner, said) is not None or any(
        authority == who.OURS for _, authority, _ in said.ids
    )


def _changed(patient: Patient, said: who.Said) -> dict[str, object]:
    """What is said and differs; a partial birth date never replaces a whole one."""
    changed: dict[str, object] = {}
    ours = patients.name_words(patient.name)
    if said.name and sorted(patients.name_words(said.name)) != sorted(ours):
        changed["name"] = said.name
    birth = said.birth
    if birth and birth != patient.birth and not (patient.birth or "").startswith(birth):
        changed["birth"] = birth
    if said.sex is not patients.Sex.UNKNOWN and said.sex is not patient.sex:
        changed["sex"] = said.sex
    return changed


def merge(db: Session, actor: Actor, received: Received) -> Answer:
    """Two of its numbers are one person (A40): our two records are merged, where both are known
    and nothing speaks against it; where one is known the other number becomes his as well."""
    message, partner, decision = received.message, received.partner, received.decision
    kept_said = who.said(message.first("PID"))
    gone_said = who.said(message.first("MRG"), ids=1)
    kept = who.mapped(db, actor, partner, kept_said)
    gone = who.mapped(db, actor, partner, gone_said)
    if kept is None and gone is None:
        return Answer(says=_NOT_OURS, about=kept_said.label)
    whom = kept or gone
    assert whom is not None
    if kept is None or gone is None or kept.id == gone.id:
        new = kept_said if kept is None else gone_said
        who.remember(db, actor, partner, new, whom)
        says = _ALIAS.put(id=new.label, code=whom.code)
        return Answer(says=says, about=whom.code, patient_id=whom.id)
    if not (partner.updates or (decision and decision.accepted)):
        return Answer(Outcome.REVIEW, says=_MAY_NOT, about=kept.code, patient_id=kept.id)
    accepted: list[str] = []
    by, reason = actor, f"ADT^A40 {partner.name}"
    if decision and decision.accepted:
        by, reason = decision.actor, decision.reason or reason
        shown = patients.preview(db, by, kept_id=kept.id, gone_id=gone.id)
        accepted = [warning for warning, _ in shown.warnings]
    try:
        with db.begin_nested():
            patients.merge(
                db, by, kept_id=kept.id, gone_id=gone.id, reason=reason, accepted=accepted
            )
    except Refusal as error:
        says = Text(_CARE.vi.format(why=error.detail.vi), _CARE.en.format(why=error.detail.en))
        return Answer(Outcome.REVIEW, says=says, about=kept.code, patient_id=kept.id)
    says = _MERGED.put(gone=gone.code, kept=kept.code)
    return Answer(says=says, about=kept.code, patient_id=kept.id)


# What we tell


def tell_change(db: Session, event: PatientChanged) -> None:
    """Systems that have a message about him hear of his new name (A08)."""
    if not _TOLD & set(event.fields):
        return
    for partner in _concerned(db, event.patient_id):
        patient = patients.exactly(db, event.actor, event.patient_id)
        lines = [_event("A08"), who.pid(db, partner, patient), segment("PV1", "1", "N")]
        sending.put(
            db,
            partner,
            ("ADT", "A08", "ADT_A01"),
            lines,
            about=patient.code,
            patient_id=patient.id,
        )


def tell_merge(db: Session, event: PatientsMerged) -> None:
    """The same of a merge (A40): PID who stays, MRG who is gone."""
    for partner in _concerned(db, event.kept_id):
        kept = patients.exactly(db, event.actor, event.kept_id)
        gone = patients.exactly(db, event.actor, event.gone_id)
        mrg = segment("MRG", [gone.code, "", "", who.OURS, "PI"])
        lines = [_event("A40"), who.pid(db, partner, kept), mrg]
        sending.put(
            db, partner, ("ADT", "A40", "ADT_A39"), lines, about=kept.code, patient_id=kept.id
        )


def _event(code: str) -> str:
    return segment("EVN", code, utc_now().astimezone(LOCAL).strftime("%Y%m%d%H%M%S%z"))


def _concerned(db: Session, patient_id: UUID) -> list[Partner]:
    """Who wants to be told and was ever sent something about him."""
    partners = db.exec(
        select(Partner)
        .where(col(Partner.active), col(Partner.sends_patients), Partner.host != "")
        .order_by(col(Partner.code))
    ).all()
    if not partners:
        return []
    known = set(
        db.exec(
            select(col(LinkMessage.partner_id))
            .where(LinkMessage.patient_id == patient_id, col(LinkMessage.outgoing))
            .distinct()
        )
    )
    return [each for each in partners if each.id in known]


_FROM = (PartnerKind.HIS, PartnerKind.IMAGING)
TAKERS = (
    MessageTaker(
        "his.link.update", "ADT^A08", _FROM, Text("Sửa hành chính", "Change of a patient"), update
    ),
    MessageTaker("his.link.merge", "ADT^A40", _FROM, Text("Gộp hồ sơ", "Merge"), merge),
)
