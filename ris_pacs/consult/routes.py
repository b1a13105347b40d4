from collections.abc import Iterable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from sqlmodel import Session

from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import utc_now
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from ris_pacs.archive import service as archive
from ris_pacs.consult import closing, opening, opinions, paper, permissions, protocol
from ris_pacs.consult.models import Consultation, ConsultGuest, ConsultState
from ris_pacs.consult.schemas import (
    ConsultGuestIn,
    ConsultGuestOut,
    ConsultIn,
    ConsultInvitedOut,
    ConsultLineOut,
    ConsultMinutesIn,
    ConsultOpinionOut,
    ConsultOut,
    ConsultPatientOut,
    ConsultReasonIn,
    ConsultSignIn,
    ConsultWholeOut,
)

router = Router(prefix="/consultations", tags=["ris_pacs.consult"])

Member = Annotated[Actor, Depends(Requires(permissions.JOIN))]
Opener = Annotated[Actor, Depends(Requires(permissions.OPEN))]
Signer = Annotated[Actor, Depends(Requires(permissions.SIGN))]


@router.get("")
def consultations(
    actor: Member,
    db: Db,
    state: ConsultState | None = None,
    patient_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ConsultOut]:
    """Consultations, the newest first."""
    rows, following = opening.consultations(
        db, actor, state=state, patient_id=patient_id, after=after, limit=limit
    )
    audit.read_list(db, "patient", {row.patient_id for row in rows})
    return Page(items=_shown(db, actor, rows), next=following)


@router.post("", status_code=201)
def open_one(wanted: ConsultIn, actor: Opener, db: Db) -> ConsultWholeOut:
    """Open a consultation on a study."""
    room = opening.open_on(db, actor, study_uid=wanted.study_uid, question=wanted.question)
    return _whole(db, actor, room)


@router.get("/{consult_room_id}")
def one(consult_room_id: UUID, actor: Member, db: Db) -> ConsultWholeOut:
    room = opening.one(db, actor, consult_room_id)
    audit.read(db, ("patient", room.patient_id), "consultation")
    return _whole(db, actor, room)


@router.get("/{consult_room_id}/lines")
def lines(
    consult_room_id: UUID, actor: Member, db: Db, after: After = None, limit: Limit = 200
) -> Page[ConsultLineOut]:
    """The protocol, from the first line on."""
    room = opening.one(db, actor, consult_room_id)
    audit.read(db, ("patient", room.patient_id), "consultation")
    rows, following = protocol.lines(db, room.id, after=after, limit=limit)
    return Page(items=[ConsultLineOut.model_validate(row) for row in rows], next=following)


@router.post("/{consult_room_id}/guests", status_code=201)
def invite(
    consult_room_id: UUID, wanted: ConsultGuestIn, actor: Opener, db: Db
) -> ConsultInvitedOut:
    """Invite a doctor from outside; the answer alone holds his PIN."""
    guest, pin = opening.invite(
        db,
        actor,
        consult_room_id,
        name=wanted.name,
        facility=wanted.facility,
        licence=wanted.licence.strip(),
    )
    return ConsultInvitedOut(guest=_guest(guest, over=False), pin=pin)


@router.post("/guests/{guest_id}/withdraw")
def withdraw(guest_id: UUID, wanted: ConsultSignIn, actor: Opener, db: Db) -> ConsultGuestOut:
    """Take an invitation back: he is out of the room at once."""
    return _guest(opening.withdraw(db, actor, guest_id, version=wanted.version), over=True)


@router.put("/{consult_room_id}/minutes")
def keep_minutes(
    consult_room_id: UUID, wanted: ConsultMinutesIn, actor: Signer, db: Db
) -> ConsultWholeOut:
    """Keep the minutes as a draft."""
    room = closing.keep_minutes(
        db,
        actor,
        consult_room_id,
        version=wanted.version,
        minutes=wanted.minutes,
        conclusion=wanted.conclusion,
    )
    return _whole(db, actor, room)


@router.post("/{consult_room_id}/sign")
def sign(consult_room_id: UUID, wanted: ConsultSignIn, actor: Signer, db: Db) -> ConsultWholeOut:
    """Sign the minutes: they go into the record, and the room closes."""
    return _whole(db, actor, closing.sign(db, actor, consult_room_id, version=wanted.version))


@router.post("/{consult_room_id}/call-off")
def call_off(
    consult_room_id: UUID, wanted: ConsultReasonIn, actor: Opener, db: Db
) -> ConsultWholeOut:
    """End it without minutes."""
    room = closing.call_off(
        db, actor, consult_room_id, version=wanted.version, reason=wanted.reason
    )
    return _whole(db, actor, room)


@router.post(
    "/opinions/{consult_opinion_id}/prints/opinion", responses=PDF, response_class=Response
)
def print_opinion(consult_opinion_id: UUID, actor: Member, db: Db) -> Response:
    """A signed opinion on paper."""
    opinion, room = opinions.one(db, actor, consult_opinion_id)
    return pdf(paper.opinion(db, actor, room, opinion), f"{room.code}-y-kien")


@router.post("/{consult_room_id}/prints/minutes", responses=PDF, response_class=Response)
def print_minutes(consult_room_id: UUID, actor: Member, db: Db) -> Response:
    """The minutes on paper; until they are signed they say that they are a draft."""
    room = opening.one(db, actor, consult_room_id)
    return pdf(paper.minutes(db, actor, room), room.code)


# --- as the API shows them ----------------------------------------------------------------------


def _shown(db: Session, actor: Actor, rows: Sequence[Consultation]) -> list[ConsultOut]:
    briefs = patients.briefs(db, actor, {row.patient_id for row in rows})
    return [
        ConsultOut(
            **row.model_dump(include=_OWN),
            patient=ConsultPatientOut.model_validate(briefs[row.patient_id]),
        )
        for row in rows
    ]


_OWN = set(ConsultOut.model_fields) - {"patient"}


def _whole(db: Session, actor: Actor, room: Consultation) -> ConsultWholeOut:
    [line] = _shown(db, actor, [room])
    study = archive.by_id(db, actor, room.study_id)
    day = "/".join((study.study_date or "").split("-")[::-1])
    told = (study.modalities, study.description, day)
    over = room.state is not ConsultState.OPEN
    return ConsultWholeOut(
        **line.model_dump(),
        study_id=study.id,
        study_uid=study.uid,
        study=" · ".join(filter(None, told)),
        minutes=room.minutes,
        conclusion=room.conclusion,
        document_id=room.document_id,
        guests=_guests(opening.guests(db, room.id), over=over),
        opinions=_opinions(db, room),
    )


def _guests(found: Iterable[ConsultGuest], *, over: bool) -> list[ConsultGuestOut]:
    return [_guest(each, over=over) for each in found]


def _opinions(db: Session, room: Consultation) -> list[ConsultOpinionOut]:
    """The newest first; of each doctor the newest stands."""
    found, heard = [], set()
    for each in reversed(opinions.of_room(db, room.id)):
        found.append(
            ConsultOpinionOut(
                **each.model_dump(include=_SAID),
                standing=each.guest_id not in heard,
                whole=opinions.is_whole(each),
            )
        )
        heard.add(each.guest_id)
    return found


_SAID = set(ConsultOpinionOut.model_fields) - {"standing", "whole"}


def _guest(guest: ConsultGuest, *, over: bool) -> ConsultGuestOut:
    ended = over or guest.withdrawn_at is not None or guest.expires_at <= utc_now()
    return ConsultGuestOut(
        id=guest.id,
        version=guest.version,
        name=guest.name,
        facility=guest.facility,
        licence=guest.licence,
        expires_at=guest.expires_at,
        invited_by_name=guest.invited_by_name,
        withdrawn_at=guest.withdrawn_at,
        joined_at=guest.joined_at,
        locked=opening.is_locked(guest),
        address="" if ended else opening.address(guest),
    )
