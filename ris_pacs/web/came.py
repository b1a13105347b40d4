"""What other viewers stored, by STOW-RS or C-STORE, and the house has to hear of."""

from collections.abc import Iterable

from sqlmodel import Session, select

from kernel.access import Actor
from ris_pacs.archive.events import KeyObjectsCame
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, Kept, Outcome
from ris_pacs.web import content, keys, objects, service


def told(db: Session, actor: Actor, kept: Iterable[Kept]) -> None:
    """Key images that another viewer chose, in the transaction that takes them in."""
    for each in kept:
        if each.status is not Outcome.STORED or each.sop_class != content.KEY_OBJECT:
            continue
        row = db.exec(select(ImagingInstance).where(ImagingInstance.uid == each.uid)).one()
        of = db.get(ImagingStudy, row.study_id)
        found = keys.of_object(db, row, objects.said(db, row))
        if of is not None and found:
            service.chosen(db, actor, of, tuple(found))


def key_objects(db: Session, event: KeyObjectsCame) -> None:
    """A workstation chose key images and sent its object; whoever knows them already hears
    nothing new in it."""
    of = db.get(ImagingStudy, event.study_id)
    if of is not None and (found := keys.of_study(db, of.id)):
        service.chosen(db, event.actor, of, tuple(found))
