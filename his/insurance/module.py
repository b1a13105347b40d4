from datetime import timedelta

from his.encounters.events import EncounterChanged, EncounterOpened
from his.encounters.slots import CheckinPart, ClosingCheck, EncounterRecords
from his.insurance import (
    covering,
    evidence,
    handlers,
    permissions,
    senders,
    settings,
    settling_paper,
    showing,
)
from his.insurance.routes import router
from his.insurance.schemas import CoverIn
from his.insurance.simulator import SIMULATOR
from his.patients.slots import BannerPart, PatientColumn
from his.pricing.events import ChargeArose
from his.pricing.slots import CoverageOf
from kernel.module import Job, Module
from kernel.text import Text

_TABLES = ("his_coverage", "his_coverage_card", "his_card_check", "his_insurance_dossier")

module = Module(
    id="his.insurance",
    title=Text("Bảo hiểm y tế", "Health insurance"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.pricing",
        "his.encounters",
        "his.cdr",
        "his.orders",
        "his.outpatient",
        "his.billing",
    ),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    senders=senders.ALL,
    prints=(settling_paper.LISTS,),
    listens={
        EncounterOpened: (handlers.cover_by_card,),
        EncounterChanged: (handlers.cover_by_card,),
        ChargeArose: (handlers.first_cost,),
    },
    jobs=(
        Job(
            "his.insurance.dossiers",
            Text("Lập hồ sơ giám định của lượt đã kết thúc", "Make dossiers of ended visits"),
            apart=handlers.make_dossiers,
            every=timedelta(minutes=1),
        ),
    ),
    contributes=(
        CoverageOf(covering.quoted),
        CheckinPart("his.insurance", CoverIn, showing.at_check_in),
        ClosingCheck(
            "his.insurance.missing",
            Text("Hồ sơ BHYT", "Insurance dossier"),
            handlers.missing,
        ),
        BannerPart("his.insurance.card", permissions.READ, showing.state_of_card),
        *(PatientColumn(table, "patient_id") for table in _TABLES),
        *(EncounterRecords(table) for table in _TABLES),
        SIMULATOR,
    ),
    claims=evidence.CLAIMS,
)
