from datetime import timedelta

from his.encounters.events import (
    EncounterBegun,
    EncounterCancelled,
    EncounterChanged,
    EncounterClosed,
    EncounterGoesOn,
    EncounterMoved,
    EncounterMovedToPatient,
    EncounterOpened,
    EncounterPutBack,
    StepDone,
    StepPerformed,
    StepWanted,
)
from his.encounters.slots import EncounterRecords, SlipBlock
from his.patients.slots import PatientColumn
from his.queue import (
    evidence,
    handlers,
    kiosk_routes,
    paper,
    permissions,
    reports,
    routes,
    settings,
    steps,
    voice,
)
from his.queue.pages import screens
from kernel.module import Job, Module
from kernel.routing import Router
from kernel.text import Text

_router = Router(prefix="", tags=[])
for _part in (routes.router, kiosk_routes.router):
    _router.include_router(_part)

module = Module(
    id="his.queue",
    title=Text("Xếp hàng, gọi số", "Queues"),
    requires=("his.admin", "his.patients", "his.encounters"),
    router=_router,
    screens=screens,
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        EncounterOpened: (handlers.give_a_number,),
        EncounterMoved: (handlers.follow,),
        EncounterBegun: (handlers.start,),
        EncounterPutBack: (handlers.put_back,),
        EncounterClosed: (handlers.finish,),
        EncounterGoesOn: (steps.after_the_visit,),
        EncounterCancelled: (handlers.end,),
        EncounterChanged: (handlers.classify_again,),
        EncounterMovedToPatient: (handlers.classify_again,),
        StepWanted: (steps.want,),
        StepPerformed: (steps.performed,),
        StepDone: (steps.done,),
    },
    jobs=(
        Job(
            "his.queue.voice",
            Text("Ghi âm số để đọc trên bảng", "Record the numbers that boards read"),
            apart=voice.record,
            every=timedelta(hours=12),
        ),
    ),
    prints=(paper.TICKET,),
    claims=evidence.CLAIMS,
    contributes=(
        *reports.REPORTS,
        *reports.HEADLINES,
        PatientColumn("his_queue_ticket", "patient_id"),
        EncounterRecords("his_queue_ticket", "patient_id", "encounter_id"),
        SlipBlock("his.queue.number", paper.on_slip),
    ),
    catch_up=handlers.catch_up,
)
