"""Key images: the few pictures that show what matters, kept as Key Object Selections (PS3.3).

Each one that is chosen here is an object of its own, so that it can be withdrawn by itself; one
that came from elsewhere may point at several.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlmodel import Session, select

from kernel.access import Actor
from ris_pacs.archive.service import ImagingInstance, ImagingStudy
from ris_pacs.web import content, objects, trees
from ris_pacs.web.content import Json

_NUMBER = 9001  # of the house's own series of them
# Titles of CID 7010 that reject or hand on pictures: nobody calls those key images.
OTHER = frozenset(("113001", "113010", "113030", "113031", "113037", "113038", "113039"))


@dataclass(frozen=True, slots=True)
class KeyImage:
    """One picture that was chosen, by whom and when."""

    id: UUID
    study_uid: str
    series_uid: str
    instance_uid: str
    frame: int
    note: str
    by: str
    at: datetime
    object_uid: str  # the Key Object Selection that says so


def of_study(db: Session, study_id: UUID) -> list[KeyImage]:
    """The study's key images, the first chosen first."""
    found: list[KeyImage] = []
    for row, _, said in objects.of_class(db, study_id, (content.KEY_OBJECT,)):
        found += of_object(db, row, said)
    return found


def of_object(db: Session, row: ImagingInstance, said: Json) -> list[KeyImage]:
    """What one Key Object Selection points at, as far as it is there to be seen."""
    if content.code(said) in OTHER:
        return []
    pointed = [
        one
        for each in content.every(said)
        if content.kind(each) == "IMAGE"
        for one in content.pointed(each)
    ]
    there = objects.there(db, row.study_id, {each.uid for each in pointed})
    note = next(
        (
            content.word(each, "0040A160")
            for each in content.children(said)
            if content.kind(each) == "TEXT" and content.code(each) == "113012"
        ),
        "",
    )
    return [
        KeyImage(
            id=uuid5(row.id, f"{each.uid}/{each.frame}"),
            study_uid=there[each.uid][0],
            series_uid=there[each.uid][1],
            instance_uid=each.uid,
            frame=each.frame,
            note=note,
            by=content.observer(said),
            at=row.received_at,
            object_uid=row.uid,
        )
        for each in pointed
        if each.uid in there
    ]


def put(
    db: Session, actor: Actor, of: ImagingStudy, source: objects.Source, frame: int, note: str
) -> ImagingInstance:
    """Write the object that says so, and keep it."""
    made = objects.begun(
        db,
        of,
        source[0],
        sop_class=content.KEY_OBJECT,
        modality="KO",
        number=_NUMBER,
        title="Ảnh chủ chốt / Key images",
    )
    body = trees.observer(actor.name)
    if note:
        name = ("113012", trees.DCM, "Key Object Description")
        body.append(trees.item("TEXT", "CONTAINS", name, TextValue=note))
    body.append(trees.picture(source, frame, "CONTAINS"))
    root = trees.container("", ("113000", trees.DCM, "Of Interest"), body, "2010")
    made.update(root)
    made.ReferencedPerformedProcedureStepSequence = []
    made.CurrentRequestedProcedureEvidenceSequence = [trees.evidence(of.uid, [source])]
    return objects.keep(db, actor, made)


def withdraw(db: Session, actor: Actor, of: ImagingStudy, key: KeyImage, reason: str) -> None:
    """One picture less. An object that pointed at others too is written anew for those."""
    asked = select(ImagingInstance).where(ImagingInstance.uid == key.object_uid)
    row = db.exec(asked.with_for_update()).one()
    others = [each for each in of_object(db, row, objects.said(db, row)) if each.id != key.id]
    objects.withdraw(db, of, row, "key image", reason)
    for each in others:
        put(db, actor, of, objects.source(db, of, each.instance_uid), each.frame, each.note)
