"""How a reader works: presets, hanging protocols, layout. It is his, not the computer's."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.text import Text
from ris_pacs.reading.desk_models import ReaderProfile
from ris_pacs.web.slots import ViewerSettings

PROTOCOLS: dict[str, Text] = {
    "mpr": Text("Ba mặt cắt (MPR)", "Three planes (MPR)"),
    "mprAnd3DVolumeViewport": Text("Ba mặt cắt và khối 3D", "Three planes and the volume"),
    "primary3D": Text("Khối 3D, các mặt cắt ở bên", "Volume with planes beside"),
    "@ohif/hpMammo": Text("Nhũ ảnh, hai bên đối xứng", "Mammography, side by side"),
}
_OF = {
    "CT": ("mpr", "mprAnd3DVolumeViewport", "primary3D"),
    "MR": ("mpr", "mprAnd3DVolumeViewport", "primary3D"),
    "MG": ("@ohif/hpMammo",),
}
"""Which hanging protocols of the viewer fit which pictures."""

PRESETS: tuple[dict[str, Any], ...] = (
    {"modality": "CT", "name": "Phổi", "centre": -600, "width": 1500},
    {"modality": "CT", "name": "Trung thất", "centre": 40, "width": 400},
    {"modality": "CT", "name": "Xương", "centre": 480, "width": 2500},
    {"modality": "CT", "name": "Não", "centre": 40, "width": 80},
    {"modality": "CT", "name": "Gan", "centre": 60, "width": 160},
)
LAYOUT: dict[str, Any] = {
    "priors": True,  # earlier reports beside
    "text_size": 14,
    "next": True,  # go on to the next one after signing
}


def of(db: Session, actor: Actor) -> ReaderProfile:
    """His own, or what everybody begins with (version 0)."""
    found = _kept(db, actor)
    if found is not None:
        return found
    return ReaderProfile(
        user_id=actor.id,
        presets=list(PRESETS),
        hanging={},
        layout=dict(LAYOUT),
        changed_at=utc_now(),
        version=0,
    )


def save(
    db: Session,
    actor: Actor,
    *,
    presets: Sequence[Mapping[str, Any]],
    hanging: Mapping[str, str],
    layout: Mapping[str, Any],
    version: int,
) -> ReaderProfile:
    """Raises ChangedMeanwhile (he sits at two computers)."""
    found = _kept(db, actor, lock=True)
    if found is None:
        found = ReaderProfile(user_id=actor.id, changed_at=utc_now())
        db.add(found)
    else:
        expect(found, version)
    found.presets = [dict(p) for p in presets]
    found.hanging = dict(hanging)
    found.layout = {**LAYOUT, **{k: v for k, v in layout.items() if k in LAYOUT}}
    found.changed_at = utc_now()
    db.flush()
    return found


def _kept(db: Session, actor: Actor, *, lock: bool = False) -> ReaderProfile | None:
    asked = select(ReaderProfile).where(ReaderProfile.user_id == actor.id)
    return db.exec(asked.with_for_update() if lock else asked).one_or_none()


def for_viewers(db: Session, actor: Actor) -> dict[str, Any]:
    """What the viewers are told of a person: nothing where he has kept nothing."""
    found = _kept(db, actor)
    if found is None:
        return {}
    presets: dict[str, list[dict[str, Any]]] = {}
    for each in found.presets or ():
        said = {"name": each["name"], "centre": each["centre"], "width": each["width"]}
        presets.setdefault(each["modality"], []).append(said)
    return {"presets": presets, "hanging": dict(found.hanging or {})}


VIEWERS = ViewerSettings(for_viewers)


def protocols() -> list[dict[str, Any]]:
    """The hanging protocols that may be chosen, by modality."""
    return [
        {"id": each, "modality": modality, "title": PROTOCOLS[each].json()}
        for modality, ids in _OF.items()
        for each in ids
    ]
