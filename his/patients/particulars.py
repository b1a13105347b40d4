"""What a registration form says about somebody, checked before anything is saved."""

from dataclasses import dataclass, fields
from datetime import date

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.patients import births, cards, names, phones
from his.patients.cards import Sex
from his.patients.errors import (
    BadBirth,
    BadNumber,
    BadPhone,
    BirthMissing,
    NameMissing,
    WrongDates,
)
from his.patients.likeness import Person
from his.patients.models import IdentifierKind, Patient, PatientIdentifier, Relation
from kernel.clock import today
from kernel.columns import blind
from kernel.text import Text

KINDS: dict[IdentifierKind, tuple[Text, Text]] = {
    IdentifierKind.CCCD: (
        Text("Căn cước/CCCD", "Identity card"),
        Text("Cần đúng 12 chữ số.", "12 digits."),
    ),
    IdentifierKind.CMND: (
        Text("CMND cũ", "Old identity card"),
        Text("Cần đúng 9 chữ số.", "9 digits."),
    ),
    IdentifierKind.PASSPORT: (
        Text("Hộ chiếu", "Passport"),
        Text("Chữ in hoa và số, 5 đến 20 ký tự.", "Capitals and digits, 5 to 20."),
    ),
    IdentifierKind.BHYT: (
        Text("Thẻ BHYT", "Insurance card"),
        Text(
            "Cần 15 ký tự (hai chữ, 13 số), 10 chữ số, hoặc 12 số CCCD.",
            "15 characters (two letters, 13 digits), 10 digits, or the 12 of the identity card.",
        ),
    ),
    IdentifierKind.BIRTH_CERTIFICATE: (
        Text("Giấy chứng sinh/khai sinh", "Birth certificate"),
        Text("Tối đa 40 ký tự.", "At most 40 characters."),
    ),
    IdentifierKind.OLD_CODE: (
        Text("Mã cũ", "Code in an older system"),
        Text("Tối đa 40 ký tự.", "At most 40 characters."),
    ),
    IdentifierKind.OTHER: (
        Text("Giấy tờ khác", "Other document"),
        Text("Tối đa 60 ký tự.", "At most 60 characters."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """The administrative part of a patient (hành chính), as entered."""

    name: str
    birth: str | None = None
    birth_time: str | None = None
    sex: Sex = Sex.UNKNOWN
    nationality: str | None = None
    ethnic_group: str | None = None
    occupation: str | None = None
    workplace: str = ""
    street: str | None = None
    commune: str | None = None
    province: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An identity card, insurance card, ... as entered. Card fields are for BHYT."""

    kind: IdentifierKind
    value: str
    issuer: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    facility: str | None = None
    area: str | None = None
    five_years_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A relative or guardian, as entered."""

    name: str
    relation: Relation
    guardian: bool = False
    phone: str | None = None
    cccd: str | None = None
    address: str | None = None


# The shared list behind each code on a patient.
LISTS = {
    "nationality": "country",
    "ethnic_group": "ethnic_group",
    "occupation": "occupation",
    "commune": "commune",
    "province": "province",
}
FIELDS = tuple(field.name for field in fields(Particulars))


def number(kind: IdentifierKind, text: str) -> str:
    """The number as it is kept. Raises BadNumber."""
    value = cards.number_of(kind.value, text)
    if value is None:
        title, wanted = KINDS[kind]
        raise BadNumber(
            kind=kind,
            document=title.vi,
            document_en=title.en,
            wanted_vi=wanted.vi,
            wanted_en=wanted.en,
        )
    return value


def telephone(text: str | None) -> str | None:
    """The number as it is kept. Raises BadPhone."""
    if not text:
        return None
    kept = phones.normal(text)
    if kept is None:
        raise BadPhone(phone=text)
    return kept


def phone_blind(phone: str | None) -> bytes | None:
    return blind("phone", phone) if phone else None


def last4(value: str | None) -> bytes | None:
    return blind("last4", value[-4:]) if value and len(value) > 4 else None


def document_blind(kind: str, value: str) -> bytes:
    return blind(*cards.key_of(kind, value))


def fill(db: Session, patient: Patient, given: Particulars, *, unknown: bool = False) -> list[str]:
    """Put what was entered on the record, checked; answers the names of what changed.

    Raises NameMissing, BirthMissing, BadBirth, BadPhone, and NotInCatalogue for a code that
    was not on the record before.
    """
    if not names.words(given.name):
        raise NameMissing
    if given.birth is None and not unknown:
        raise BirthMissing
    if given.birth is not None and not births.is_possible(given.birth, today()):
        raise BadBirth(birth=given.birth)
    kept = {field: getattr(given, field) for field in FIELDS}
    kept["name"] = names.kept(given.name)
    kept["phone"] = telephone(given.phone)
    kept["street"] = given.street or None
    changed = [f for f in FIELDS if getattr(patient, f, None) != kept[f]]
    coded = {LISTS[f]: kept[f] for f in changed if f in LISTS and kept[f] is not None}
    known = catalogs.demand_codes(db, coded, on=today())
    kept |= {field: known[list_id] for field, list_id in LISTS.items() if list_id in known}
    for field in changed:
        setattr(patient, field, kept[field])
    if "name" in changed:
        patient.name_search = names.searched(kept["name"])
        patient.name_sound = names.sounds(kept["name"])
    if "birth" in changed:
        patient.birth_year = births.year(given.birth) if given.birth else None
    if "phone" in changed:
        patient.phone_blind = phone_blind(kept["phone"])
        patient.phone_last4 = last4(kept["phone"])
    return changed


def put_down(row: PatientIdentifier, given: Document) -> None:
    """Fill a document's row, checked. Raises BadNumber, WrongDates."""
    if given.valid_from and given.valid_to and given.valid_to < given.valid_from:
        raise WrongDates(valid_from=given.valid_from, valid_to=given.valid_to)
    value = number(given.kind, given.value)
    row.kind = given.kind
    row.value = value
    row.blind = document_blind(given.kind, value)
    row.last4 = last4(value)
    for field in (
        "issuer",
        "issued_on",
        "valid_from",
        "valid_to",
        "facility",
        "area",
        "five_years_on",
    ):
        setattr(row, field, getattr(given, field))


def person(given: Particulars, documents: tuple[Document, ...]) -> Person:
    """What is compared with those already here; numbers by their blind index."""
    phone = phones.normal(given.phone) if given.phone else None
    found = set()
    for each in documents:
        if value := cards.number_of(each.kind.value, each.value):
            key = cards.key_of(each.kind.value, value)
            found.add((key[0], blind(*key)))
    birth = given.birth if given.birth and births.is_date(given.birth) else None
    return Person(given.name, birth, given.sex, phone_blind(phone), frozenset(found))


def doubts(given: Particulars, documents: tuple[Document, ...]) -> list[tuple[str, Text]]:
    """What contradicts itself, by field or kind of document: shown beside the form."""
    found: list[tuple[str, Text]] = []
    birth = given.birth
    if birth and not births.is_possible(birth, today()):
        found.append(("birth", BadBirth.says))
        birth = None
    for each in documents:
        if each.kind is IdentifierKind.CCCD:
            says = cards.doubts_of_number(each.value, birth=birth, sex=given.sex)
        elif each.kind is IdentifierKind.BHYT:
            says = cards.doubts_of_card(each.value, birth=birth, sex=given.sex, on=today())
            state = cards.validity(each.valid_from, each.valid_to, today())
            if state in (cards.Validity.ENDED, cards.Validity.NOT_YET):
                says = [*says, Text("Thẻ BHYT không còn hạn hôm nay.", "Not valid today.")]
        else:
            says = []
        found += [(each.kind.value, one) for one in says]
    return found
