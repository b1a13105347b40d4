from his.encounters import demo, evidence, permissions, reports, settings, timeline
from his.encounters.routes import router
from his.encounters.slip import SLIP
from his.patients.slots import BannerPart, MergeCheck, PatientColumn, TimelinePart
from kernel.module import Module, Search, Seed
from kernel.text import Text

module = Module(
    id="his.encounters",
    title=Text("Lượt khám", "Visits"),
    requires=("his.admin", "his.catalogs", "his.patients", "his.pricing"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    claims=evidence.CLAIMS,
    searches=(
        Search(
            "his.encounters.code",
            Text("Lượt khám", "Visits"),
            permissions.READ,
            timeline.search,
        ),
    ),
    prints=(SLIP,),
    seeds=(Seed("his.encounters.exam_services", demo.exam_services, demo=True),),
    contributes=(
        PatientColumn("his_encounter", "patient_id"),
        TimelinePart(
            "his.encounters.visits",
            Text("Lượt khám", "Visits"),
            permissions.READ,
            timeline.visits,
        ),
        BannerPart("his.encounters.open_now", permissions.READ, timeline.open_now),
        MergeCheck("his.encounters.both_in_the_house", timeline.both_in_the_house),
        *reports.REPORTS,
        *reports.HEADLINES,
    ),
    can_be_off=False,
)
