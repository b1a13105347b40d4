"""A scan at the desk: what the card says, whose it is, and what differs from the record."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.patients import addresses, births, names, scan
from his.patients.addresses import Place
from his.patients.issuing import holder
from his.patients.models import CardState
from his.patients.scan import Scan, Scanned
from his.patients.search import Listed, search
from kernel.access import Actor
from kernel.text import Text

_BLOCKED = Text(
    "Thẻ này không còn hiệu lực: đã báo mất, khóa hoặc thay thẻ mới.",
    "This card opens nothing any more: lost, blocked or replaced.",
)
_SPLIT = Text(
    "Xã, phường cũ trên thẻ được chia cho nhiều nơi, phần lớn vào {commune}. Hãy hỏi lại địa chỉ.",
    "The former commune on the card went to several, most of it to {commune}. Ask for the address.",
)
_DISTRICTS_UNTIL = date(2025, 6, 30)  # Resolution 202/2025/QH15


@dataclass(frozen=True, slots=True)
class Recognised:
    """A scan with its owner. `differences` are (field, here, scanned) of the only one found."""

    scan: Scan
    place: Place
    found: Sequence[Listed] = field(default_factory=list)
    card_state: CardState | None = None
    differences: list[tuple[str, str | None, str]] = field(default_factory=list)


def recognise(db: Session, actor: Actor, text: str) -> Recognised:
    """Read a scan and find the patient. A lost or blocked card finds nobody."""
    read = scan.read(text)
    if read.kind in (Scanned.CARD, Scanned.WRISTBAND):
        owner = holder(db, actor, read.number)
        if owner is None:
            return Recognised(read, Place())
        card, patient = owner
        if card.state is not CardState.ACTIVE:
            blocked = replace(read, doubts=(*read.doubts, _BLOCKED))
            return Recognised(blocked, Place(), card_state=card.state)
        return Recognised(read, Place(), [patient], card.state)
    hits, _ = search(db, actor, read.number, limit=20) if read.number else ([], None)
    found = [hit.patient for hit in hits]
    if not found and read.old_number:
        hits, _ = search(db, actor, read.old_number, limit=20)
        found = [hit.patient for hit in hits]
    place, split = _located(db, read.address) if read.address else (Place(), False)
    if split:
        read = replace(read, doubts=(*read.doubts, _SPLIT.put(commune=place.commune_name or "")))
    differences = _differences(found[0], read) if len(found) == 1 else []
    return Recognised(read, place, found, None, differences)


def _differences(patient: Listed, read: Scan) -> list[tuple[str, str | None, str]]:
    differences: list[tuple[str, str | None, str]] = []
    if read.name and names.kept(patient.name).casefold() != read.name.casefold():
        differences.append(("name", patient.name, read.name))
    if read.birth and births.compare(patient.birth, read.birth) not in ("same",):
        differences.append(("birth", patient.birth, read.birth))
    if read.sex.value != "unknown" and patient.sex is not read.sex:
        differences.append(("sex", patient.sex.value, read.sex.value))
    return differences


def _located(db: Session, address: str) -> tuple[Place, bool]:
    """Where an address on a card is today, and whether its former commune went to several."""
    parts = addresses.parts(address)
    if len(parts) >= 3 and addresses.is_district(parts[-2]):
        former = _former(db, parts)
        if former:
            return former
    return _today(db, address, parts), False


def _former(db: Session, parts: Sequence[str]) -> tuple[Place, bool] | None:
    """A commune, district and province as they were until 30 June 2025, turned into today's."""
    province = addresses.pick(parts[-1], _named(db, "province", parts[-1]))
    if province is None:
        return None
    districts = _named(db, "district", parts[-2], province=province[0])
    district = addresses.pick(parts[-2], districts)
    if district is None:
        return None
    words = f"{addresses.bare(parts[-3])} {addresses.bare(parts[-1])}"
    communes = _named(db, "commune", words, district=district[0])
    was = addresses.pick(parts[-3], communes)
    if was is None:
        return None
    old = catalogs.entry(db, "commune", was[0], on=_DISTRICTS_UNTIL)
    became = list(old.facts.get("became") or ()) if old else []
    now = catalogs.entry(db, "commune", str(became[0])) if became else None
    if now is None:
        return None
    held = catalogs.entry(db, "province", str(now.facts["province"]))
    place = Place(
        street=", ".join(parts[:-3]) or None,
        commune=now.code,
        commune_name=now.name,
        province=held.code if held else None,
        province_name=held.name if held else None,
    )
    return place, len(became) > 1


def _named(db: Session, list_id: str, words: str, **facts: str) -> list[tuple[str, str]]:
    """What a list of former places knows by these words."""
    found = catalogs.search(db, list_id, addresses.bare(words), on=_DISTRICTS_UNTIL, limit=200)
    return [
        (entry.code, entry.name)
        for entry in found
        if all(str(entry.facts.get(name, "")) == value for name, value in facts.items())
    ]


def _today(db: Session, address: str, parts: Sequence[str]) -> Place:
    """Province and commune of an address on a card, where the lists know their names."""
    if not parts:
        return Place()
    provinces = [
        (entry.code, entry.name)
        for entry in catalogs.search(db, "province", addresses.bare(parts[-1]), limit=10)
    ]
    province = addresses.pick(parts[-1], provinces)
    if province is None:
        return Place(street=address)
    for place in range(len(parts) - 2, max(-1, len(parts) - 5), -1):
        if addresses.is_district(parts[place]):  # (Quận Ba Đình is not Phường Ba Đình)
            continue
        communes = [
            (entry.code, entry.name)
            for entry in catalogs.search(db, "commune", addresses.bare(parts[place]), limit=100)
            if str(entry.facts.get("province", "")) == province[0]
        ]
        if commune := addresses.pick(parts[place], communes):
            return Place(
                street=", ".join(parts[:place]) or None,
                commune=commune[0],
                commune_name=commune[1],
                province=province[0],
                province_name=province[1],
            )
    return Place(
        street=", ".join(parts[:-1]) or None, province=province[0], province_name=province[1]
    )
