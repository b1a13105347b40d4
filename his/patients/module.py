from his.patients import permissions
from kernel.module import Module
from kernel.text import Text

module = Module(
    id="his.patients",
    title=Text("Người bệnh", "Patients"),
    requires=("his.admin", "his.catalogs"),
    permissions=permissions.ALL,
    can_be_off=False,
)
