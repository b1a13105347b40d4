from his.encounters import permissions, settings, timeline
from his.encounters.routes import router
from his.encounters.slip import SLIP
from his.patients.slots import BannerPart, MergeCheck, PatientColumn, TimelinePart
from kernel.module import Module, Search
from kernel.text import Text

module = Module(
    id="his.encounters",
    title=Text("Lượt khám", "Visits"),
    requires=("his.admin", "his.patients"),
    router=router,
    permissions=permissions.ALL,
    settings=settings.ALL,
    searches=(
        Search(
            "his.encounters.code",
            Text("Lượt khám", "Visits"),
            permissions.READ,
            timeline.search,
        ),
    ),
    prints=(SLIP,),
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
    ),
    can_be_off=False,
)
