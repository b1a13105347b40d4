"""The front door of his.insurance."""

from his.insurance.asking import ask, checks
from his.insurance.checking import RULES, check
from his.insurance.collecting import collect
from his.insurance.covering import Given, GivenCard, cards_of, cover, coverage, quoted
from his.insurance.dossiers import answered, examine, get, history, make, of_visit, refuse, send
from his.insurance.lists import Sums, broken, counts, settlement, sums, worklist
from his.insurance.models import (
    CardCheck,
    Coverage,
    CoverageCard,
    CoverageState,
    DossierEvent,
    DossierState,
    Gateway,
    InsuranceDossier,
)
from his.insurance.setting_up import gateway, set_up, set_up_certificate

__all__ = [
    "RULES",
    "CardCheck",
    "Coverage",
    "CoverageCard",
    "CoverageState",
    "DossierEvent",
    "DossierState",
    "Gateway",
    "Given",
    "GivenCard",
    "InsuranceDossier",
    "Sums",
    "answered",
    "ask",
    "broken",
    "cards_of",
    "check",
    "checks",
    "collect",
    "counts",
    "cover",
    "coverage",
    "examine",
    "gateway",
    "get",
    "history",
    "make",
    "of_visit",
    "quoted",
    "refuse",
    "send",
    "set_up",
    "set_up_certificate",
    "settlement",
    "sums",
    "worklist",
]
