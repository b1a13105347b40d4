from datetime import timedelta

from his.admin.slots import ClosedDays
from his.appointments import (
    demo,
    evidence,
    handlers,
    holidays,
    keeping,
    paper,
    permissions,
    plan_routes,
    reminding,
    revisit,
    routes,
    senders,
    settings,
    simulator,
    waiting,
)
from his.appointments.events import AppointmentBooked, AppointmentCancelled, AppointmentMoved
from his.appointments.screens import screens
from his.encounters.events import (
    EncounterCancelled,
    EncounterClosed,
    EncounterMovedToPatient,
    EncounterOpened,
)
from his.encounters.slots import ArrivalByScan
from his.patients.slots import BannerPart, PatientColumn, TimelinePart
from kernel.module import Job, Module, Search, Seed
from kernel.routing import Router
from kernel.text import Text

_router = Router(prefix="", tags=[])
_router.include_router(plan_routes.router)
_router.include_router(routes.router)

module = Module(
    id="his.appointments",
    title=Text("Hẹn khám", "Appointments"),
    requires=("his.admin", "his.patients", "his.encounters"),
    router=_router,
    screens=screens,
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        EncounterOpened: (keeping.recognise,),
        EncounterClosed: (keeping.finish,),
        EncounterCancelled: (keeping.put_back,),
        EncounterMovedToPatient: (keeping.put_back,),
        AppointmentBooked: (waiting.taken,),
        AppointmentCancelled: (waiting.offer_freed,),
        AppointmentMoved: (waiting.offer_freed,),
    },
    jobs=(
        Job(
            "his.appointments.reminders",
            Text("Nhắc hẹn", "Remind of appointments"),
            reminding.due,
            every=timedelta(minutes=10),
        ),
        Job(
            "his.appointments.missed",
            Text("Ghi nhận không đến hẹn", "Note who did not come"),
            keeping.missed,
            every=timedelta(minutes=15),
        ),
        Job(
            "his.appointments.expired",
            Text("Trả lại chỗ giữ quá hạn", "Give back places kept too long"),
            waiting.expire,
            every=timedelta(minutes=2),
        ),
    ),
    senders=senders.ALL,
    searches=(
        Search(
            "his.appointments.code",
            Text("Lịch hẹn", "Appointments"),
            permissions.READ,
            handlers.in_search_box,
        ),
    ),
    prints=(paper.CARD,),
    claims=evidence.CLAIMS,
    seeds=(Seed("his.appointments.hours", demo.working_hours, demo=True),),
    contributes=(
        PatientColumn("his_appointment", "patient_id"),
        PatientColumn("his_appointment_wish", "patient_id"),
        TimelinePart(
            "his.appointments.kept",
            Text("Lịch hẹn", "Appointments"),
            permissions.READ,
            handlers.timeline,
        ),
        ArrivalByScan("his.appointments.expected", handlers.at_the_entrance),
        BannerPart("his.appointments.expected", permissions.READ, handlers.expected),
        simulator.SMS,
        ClosedDays(holidays.closed_days),
        revisit.NEXT_VISIT,
    ),
)
