"""How studies are laid out at first, by modality, and which windows are offered; a person's own
wishes go before the house's."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from kernel.access import Actor
from kernel.events import assembly_of
from ris_pacs.web.slots import ViewerSettings

#: What OHIF calls its protocols; the first is what it does by itself.
PROTOCOLS = ("default", "mpr", "mprAnd3DVolumeViewport", "main3D", "primary3D", "@ohif/hpMammo")
HANGING: Mapping[str, str] = {"MG": "@ohif/hpMammo"}
PRESETS: Mapping[str, list[dict[str, Any]]] = {
    "CT": [
        {"name": "Bụng / Abdomen", "centre": 40, "width": 400},
        {"name": "Phổi / Lung", "centre": -600, "width": 1500},
        {"name": "Trung thất / Mediastinum", "centre": 50, "width": 350},
        {"name": "Xương / Bone", "centre": 480, "width": 2500},
        {"name": "Não / Brain", "centre": 40, "width": 80},
        {"name": "Gan / Liver", "centre": 90, "width": 150},
        {"name": "Mạch máu / Vessels", "centre": 300, "width": 600},
    ],
}


def settings(db: Session, actor: Actor) -> dict[str, Any]:
    """`presets` and `hanging` for this person."""
    presets, hanging = dict(PRESETS), dict(HANGING)
    for each in assembly_of(db).contributions(ViewerSettings):
        told = each.by(db, actor)
        presets |= told.get("presets", {})
        hanging |= {m: p for m, p in told.get("hanging", {}).items() if p in PROTOCOLS}
    return {"presets": presets, "hanging": hanging}


def protocol(wishes: Mapping[str, Any], modalities: str) -> str:
    """For a study's modalities; OHIF's own where nobody said another."""
    found = (wishes["hanging"].get(each) for each in modalities.split())
    return next((each for each in found if each), PROTOCOLS[0])
