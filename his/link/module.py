from datetime import timedelta

from his.link import gateway, partners, people, permissions, seeding, settings, vitals_in
from his.link.routes import router
from his.link.simulator import SIMULATOR
from his.patients.events import PatientChanged, PatientsMerged
from his.patients.slots import PatientColumn
from kernel.background import Background
from kernel.module import Job, Module, Seed
from kernel.text import Text

module = Module(
    id="his.link",
    title=Text("Liên thông HL7", "HL7 link"),
    requires=("his.admin", "his.patients", "his.encounters", "his.cdr"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        PatientChanged: (people.tell_change,),
        PatientsMerged: (people.tell_merge,),
    },
    jobs=(
        Job(
            "his.link.late",
            Text("Báo liên thông HL7 bị tắc", "Tell of stuck HL7 links"),
            run=partners.late,
            every=timedelta(minutes=1),
        ),
    ),
    contributes=(
        *people.TAKERS,
        vitals_in.TAKER,
        PatientColumn("his_link_patient", "patient_id"),
        PatientColumn("his_link_message", "patient_id"),
        Background(
            "his.link.gateway",
            Text("Cổng HL7 với hệ thống khác", "HL7 gateway to other systems"),
            gateway.start,
        ),
        SIMULATOR,
    ),
    seeds=(Seed("his.link.demo", seeding.demo, demo=True),),
)
