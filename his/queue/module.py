from his.encounters.events import (
    EncounterBegun,
    EncounterCancelled,
    EncounterChanged,
    EncounterClosed,
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
from his.queue import handlers, paper, permissions, settings, steps
from his.queue.routes import router
from his.queue.screens import screens
from kernel.module import Module
from kernel.text import Text

module = Module(
    id="his.queue",
    title=Text("Xếp hàng, gọi số", "Queues"),
    requires=("his.admin", "his.patients", "his.encounters"),
    router=router,
    screens=screens,
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        EncounterOpened: (handlers.give_a_number,),
        EncounterMoved: (handlers.follow,),
        EncounterBegun: (handlers.start,),
        EncounterPutBack: (handlers.put_back,),
        EncounterClosed: (handlers.finish, steps.after_the_visit),
        EncounterCancelled: (handlers.end,),
        EncounterChanged: (handlers.classify_again,),
        EncounterMovedToPatient: (handlers.classify_again,),
        StepWanted: (steps.want,),
        StepPerformed: (steps.performed,),
        StepDone: (steps.done,),
    },
    prints=(paper.TICKET,),
    contributes=(
        PatientColumn("his_queue_ticket", "patient_id"),
        EncounterRecords("his_queue_ticket", "patient_id", "encounter_id"),
        SlipBlock("his.queue.number", paper.on_slip),
    ),
    catch_up=handlers.catch_up,
)
