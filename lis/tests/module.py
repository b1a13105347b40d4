from his.catalogs.events import CatalogueChanged
from kernel.module import Module
from kernel.text import Text
from lis.tests import handlers, permissions

module = Module(
    id="lis.tests",
    title=Text("Danh mục xét nghiệm", "Laboratory tests"),
    requires=("his.admin", "his.catalogs"),
    permissions=permissions.ALL,
    listens={CatalogueChanged: (handlers.renew,)},
    catch_up=handlers.catch_up,
)
