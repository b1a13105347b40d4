from kernel.module import Module
from kernel.text import Text
from ris_pacs.archive import permissions

module = Module(
    id="ris_pacs.archive",
    title=Text("Kho hình ảnh", "Picture archive"),
    requires=("his.admin", "his.catalogs", "his.patients", "his.encounters", "his.orders"),
    permissions=permissions.ALL,
)
