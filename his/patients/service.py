"""The front door of the patients: what other modules may ask and do."""

from datetime import date

from his.patients import births, names
from his.patients.background import (
    AllergyStatus,
    Reaction,
    allergies,
    allergy_status,
    asked_without_finding,
    assert_no_allergies,
    correct_allergy,
    correct_history,
    end_allergy,
    end_history,
    history,
    record_allergy,
    record_history,
)
from his.patients.banner import Banner, Insurance, banner, insured
from his.patients.births import age
from his.patients.births import read as read_birth
from his.patients.cards import InsuranceNumber, Sex, Validity, insurance_number, personal_number
from his.patients.contacts import add_contact, contacts, correct_contact, end_contact
from his.patients.documents import (
    add_document,
    correct_document,
    documents,
    end_document,
    insurance_card,
)
from his.patients.duplicates import dismiss, duplicates, suspect
from his.patients.finding import Brief, briefs, exactly, get, locked, many, scope, seen_by, visible
from his.patients.issuing import cards, cards_in_use, holder, issue_card, withdraw_card
from his.patients.merging import merge, merges, preview, unmerge
from his.patients.models import (
    Allergy,
    AllergyKind,
    CardKind,
    CardState,
    Certainty,
    HistoryKind,
    IdentifierKind,
    Origin,
    Patient,
    PatientIdentifier,
    Relation,
    Severity,
)
from his.patients.particulars import Document, Kin, Particulars, phone_blind
from his.patients.phones import normal as phone_number
from his.patients.registration import (
    particulars_of,
    register,
    register_newborn,
    register_unknown,
    update,
)
from his.patients.scanning import Recognised
from his.patients.scanning import recognise as recognise_scan
from his.patients.search import Found, search
from his.patients.similarity import Similar, similar
from his.patients.timeline import timeline
from kernel.text import Language

__all__ = [
    "Allergy",
    "AllergyKind",
    "AllergyStatus",
    "Banner",
    "Brief",
    "CardKind",
    "CardState",
    "Certainty",
    "Document",
    "Found",
    "HistoryKind",
    "IdentifierKind",
    "Insurance",
    "InsuranceNumber",
    "Kin",
    "Origin",
    "Particulars",
    "Patient",
    "PatientIdentifier",
    "Reaction",
    "Recognised",
    "Relation",
    "Severity",
    "Sex",
    "Similar",
    "Validity",
    "add_contact",
    "add_document",
    "age",
    "age_days",
    "age_text",
    "allergies",
    "allergy_status",
    "asked_without_finding",
    "assert_no_allergies",
    "banner",
    "briefs",
    "cards",
    "cards_in_use",
    "contacts",
    "correct_allergy",
    "correct_contact",
    "correct_document",
    "correct_history",
    "dismiss",
    "documents",
    "duplicates",
    "end_allergy",
    "end_contact",
    "end_document",
    "end_history",
    "exactly",
    "get",
    "history",
    "holder",
    "insurance_card",
    "insurance_number",
    "insured",
    "issue_card",
    "locked",
    "many",
    "merge",
    "merges",
    "name_words",
    "particulars_of",
    "personal_number",
    "phone_blind",
    "phone_number",
    "preview",
    "read_birth",
    "recognise_scan",
    "record_allergy",
    "record_history",
    "register",
    "register_newborn",
    "register_unknown",
    "scope",
    "search",
    "seen_by",
    "similar",
    "suspect",
    "timeline",
    "unmerge",
    "update",
    "visible",
    "withdraw_card",
]


def age_days(patient: Patient, on: date) -> int | None:
    """Days lived on a day; from a partial birth date the fewest that are possible."""
    return births.fewest_days(patient.birth, on) if patient.birth else None


def age_text(patient: Patient, on: date, language: Language = "vi") -> str:
    """The age as the banner says it: "34t", "5 th", "12 ngày"."""
    return births.age(patient.birth, on).to(language)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name without diacritics, to compare what two people typed."""
    return tuple(names.searched(name).split())
