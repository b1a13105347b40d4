from kernel.module import Module
from kernel.text import Text
from lis.tests import permissions

module = Module(
    id="lis.tests",
    title=Text("Danh mục xét nghiệm", "Laboratory tests"),
    requires=("his.admin", "his.catalogs"),
    permissions=permissions.ALL,
)
