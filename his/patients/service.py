"""The front door of his.patients. Other modules import this file, events.py and slots.py."""

from datetime import date

from his.patients import births
from his.patients.background import (
    allergies,
    allergy_status,
    assert_no_allergies,
    record_allergy,
    record_history,
)
from his.patients.cards import Sex
from his.patients.contacts import add_contact, contacts
from his.patients.documents import add_document, documents, insurance_card
from his.patients.finding import Brief, briefs, exactly, get, locked, many, seen_by, visible
from his.patients.merging import merge, preview, unmerge
from his.patients.models import Patient
from his.patients.registration import register, register_newborn, register_unknown, update
from his.patients.search import search
from his.patients.similarity import similar
from kernel.text import Language

__all__ = [
    "Brief",
    "Patient",
    "Sex",
    "add_contact",
    "add_document",
    "age_days",
    "age_text",
    "allergies",
    "allergy_status",
    "assert_no_allergies",
    "briefs",
    "contacts",
    "documents",
    "exactly",
    "get",
    "insurance_card",
    "locked",
    "many",
    "merge",
    "preview",
    "record_allergy",
    "record_history",
    "register",
    "register_newborn",
    "register_unknown",
    "search",
    "seen_by",
    "similar",
    "unmerge",
    "update",
    "visible",
]


def age_days(patient: Patient, on: date) -> int | None:
    """Days since birth; none when the birth date is not fully known."""
    return births.days(patient.birth, on) if patient.birth else None


def age_text(patient: Patient, on: date, language: Language = "vi") -> str:
    return births.age(patient.birth, on).to(language)
