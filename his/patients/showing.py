"""How patients leave the house: records as the API gives them, secrets masked where they must."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.patients import banner as banners
from his.patients import births, cards, likeness, permissions
from his.patients.banner_schemas import BannerAllergy, BannerInsurance, BannerItemOut, BannerOut
from his.patients.desk_schemas import ReasonWhy, SimilarOut
from his.patients.merge_schemas import MergeOut, PairOut
from his.patients.models import (
    IdentifierKind,
    Patient,
    PatientContact,
    PatientIdentifier,
    PatientMerge,
    PatientPair,
)
from his.patients.particulars import LISTS
from his.patients.schemas import DocumentOut, KinOut, PatientLine, PatientOut
from his.patients.search import Listed
from his.patients.similarity import Similar
from kernel.access import Actor
from kernel.clock import today
from kernel.prepared import Prepared
from kernel.schemas import said


def hidden(actor: Actor, value: str | None) -> str | None:
    """The value, or its last four characters for those who may not see identities."""
    if value is None or actor.holds(permissions.READ_IDENTITY):
        return value
    return f"•••{value[-4:]}" if len(value) > 6 else "•••"


def line(patient: Listed, merged_code: str | None = None) -> PatientLine:
    return PatientLine(
        id=patient.id,
        code=patient.code,
        name=patient.name,
        birth=patient.birth,
        age=said(births.age(patient.birth, today())),
        sex=patient.sex,
        phone=f"•••{patient.phone[-4:]}" if patient.phone else None,
        unknown=patient.unknown,
        deceased=patient.deceased_at is not None,
        merged_code=merged_code,
    )


def reasons(words: list[str] | tuple[str, ...]) -> list[ReasonWhy]:
    return [ReasonWhy(reason=word, says=said(likeness.says(word))) for word in words]


def similar(each: Similar) -> SimilarOut:
    known = each.patient
    return SimilarOut(
        id=known.id,
        code=known.code,
        name=known.name,
        birth=known.birth,
        sex=known.sex,
        phone=f"•••{known.phone[-4:]}" if known.phone else None,
        score=each.score,
        likely=each.likely,
        reasons=reasons(each.reasons),
    )


def _in_force(row: type[PatientIdentifier | PatientContact], *order: Any) -> Prepared:
    """What stands on a patient's record; rows to look at, never to change."""
    columns = list(row.__table__.columns)  # type: ignore[union-attr]
    mine = col(row.patient_id) == bindparam("patient_id")
    return Prepared(select(*columns).where(mine, col(row.ended_at).is_(None)).order_by(*order))


_PAPERS = _in_force(
    PatientIdentifier, col(PatientIdentifier.recorded_at).desc(), col(PatientIdentifier.id).desc()
)
_KIN = _in_force(
    PatientContact, col(PatientContact.guardian).desc(), col(PatientContact.recorded_at)
)
_MERGED = Prepared(
    select(col(Patient.code))
    .join(PatientMerge, col(PatientMerge.gone_id) == col(Patient.id))
    .where(
        col(PatientMerge.kept_id) == bindparam("patient_id"),
        col(PatientMerge.unmerged_at).is_(None),
    )
)


def names_of_codes(db: Session, codes: Mapping[str, str | None]) -> dict[str, str]:
    """Names behind coded fields ({"commune": "00004"})."""
    asked = {LISTS[field]: code for field, code in codes.items() if code}
    if not asked:
        return {}
    found = catalogs.called(db, asked)
    return {field: found[list_id] for field, list_id in LISTS.items() if list_id in found}


def document(actor: Actor, row: Any) -> DocumentOut:
    number = cards.insurance_number(row.value) if row.kind is IdentifierKind.BHYT else None
    return DocumentOut(
        id=row.id,
        version=row.version,
        kind=row.kind,
        value=hidden(actor, row.value) or "",
        issuer=row.issuer,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        validity=cards.validity(row.valid_from, row.valid_to, today()),
        pays=number.pays if number else None,
        facility=row.facility,
        area=row.area,
        five_years_on=row.five_years_on,
        recorded_at=row.recorded_at,
        recorded_by_name=row.recorded_by_name,
    )


def kin(actor: Actor, row: Any) -> KinOut:
    return KinOut(
        id=row.id,
        version=row.version,
        person_id=row.person_id,
        name=row.name,
        relation=row.relation,
        guardian=row.guardian,
        phone=hidden(actor, row.phone),
        cccd=hidden(actor, row.cccd),
        address=hidden(actor, row.address),
    )


def record(
    db: Session,
    actor: Actor,
    patient: Patient,
    *,
    new: bool = False,
    alone: bool = False,
    documents: Sequence[PatientIdentifier] | None = None,
) -> PatientOut:
    """The whole record. `new`: nobody was merged into it yet; `alone`: nobody was named with it;
    `documents`: all that there are, where they were just written."""
    names = names_of_codes(db, {field: getattr(patient, field) for field in LISTS})
    papers, seen = [], set()
    for row in _PAPERS.all(db, patient_id=patient.id) if documents is None else documents:
        if row.blind not in seen:  # a merge can bring the same card twice
            seen.add(row.blind)
            papers.append(document(actor, row))
    return PatientOut(
        id=patient.id,
        version=patient.version,
        code=patient.code,
        name=patient.name,
        birth=patient.birth,
        birth_time=patient.birth_time,
        age=said(births.age(patient.birth, today())),
        sex=patient.sex,
        nationality=patient.nationality,
        nationality_name=names.get("nationality"),
        ethnic_group=patient.ethnic_group,
        ethnic_group_name=names.get("ethnic_group"),
        occupation=patient.occupation,
        occupation_name=names.get("occupation"),
        workplace=patient.workplace,
        street=hidden(actor, patient.street),
        commune=patient.commune,
        commune_name=names.get("commune"),
        province=patient.province,
        province_name=names.get("province"),
        phone=hidden(actor, patient.phone),
        masked=not actor.holds(permissions.READ_IDENTITY),
        photo=patient.photo_id is not None,
        unknown=patient.unknown,
        newborn_of=patient.newborn_of,
        birth_order=patient.birth_order,
        deceased_at=patient.deceased_at,
        origin=patient.origin,
        registered_at=patient.registered_at,
        documents=papers,
        kin=[] if alone else [kin(actor, row) for row in _KIN.all(db, patient_id=patient.id)],
        merged_codes=[] if new else [m.code for m in _MERGED.all(db, patient_id=patient.id)],
    )


def banner(db: Session, actor: Actor, patient_id: UUID) -> BannerOut:
    found = banners.banner(db, actor, patient_id)
    patient, insurance = found.patient, found.insurance
    return BannerOut(
        id=patient.id,
        code=patient.code,
        name=patient.name,
        birth=patient.birth,
        age=said(found.age),
        sex=patient.sex,
        photo=patient.photo_id is not None,
        unknown=patient.unknown,
        deceased_at=patient.deceased_at,
        allergy_status=found.allergy_status,
        allergies=[BannerAllergy.model_validate(each) for each in found.allergies],
        insurance=BannerInsurance(
            number=hidden(actor, insurance.card.value) or "",
            pays=insurance.pays,
            valid_from=insurance.card.valid_from,
            valid_to=insurance.card.valid_to,
            validity=insurance.validity,
            facility=insurance.card.facility,
        )
        if insurance
        else None,
        items=[
            BannerItemOut(tone=item.tone, says=said(item.says), to=item.to) for item in found.items
        ],
    )


def merge(made: PatientMerge, people: Mapping[UUID, Patient]) -> MergeOut:
    kept, gone = people[made.kept_id], people[made.gone_id]
    return MergeOut(
        id=made.id,
        version=made.version,
        kept_id=kept.id,
        gone_id=gone.id,
        kept_code=kept.code,
        gone_code=gone.code,
        gone_name=gone.name,
        reason=made.reason,
        rows=sum(len(ids) for ids in made.moved.values()),
        merged_at=made.merged_at,
        merged_by_name=made.merged_by_name,
        unmerged_at=made.unmerged_at,
        unmerged_by_name=made.unmerged_by_name,
        unmerge_reason=made.unmerge_reason,
    )


def pair(found: PatientPair, people: Mapping[UUID, Patient]) -> PairOut:
    return PairOut(
        id=found.id,
        version=found.version,
        one=line(people[found.first_id]),
        other=line(people[found.second_id]),
        score=found.score,
        reasons=reasons(found.reasons),
        state=found.state,
        note=found.note,
        found_at=found.found_at,
        decided_at=found.decided_at,
        decided_by_name=found.decided_by_name,
    )
