from his.admin.slots import LicensedWork
from his.encounters.slots import EncounterRecords
from his.orders.events import OrderCancelled, OrderRefused
from his.orders.slots import Holder
from his.patients.slots import PatientColumn
from kernel.module import Module
from kernel.text import Text
from ris_pacs.archive.events import StudyMatched, StudyUnmatched
from ris_pacs.reading import handlers, permissions, settings
from ris_pacs.reading.keeping import HOLDER
from ris_pacs.reading.models import Reading

_TABLE = str(Reading.__tablename__)

module = Module(
    id="ris_pacs.reading",
    title=Text("Đọc và trả kết quả hình ảnh", "Imaging reports"),
    requires=(
        "his.admin",
        "his.catalogs",
        "his.patients",
        "his.encounters",
        "his.cdr",
        "his.orders",
        "ris_pacs.archive",
        "ris_pacs.web",
    ),
    permissions=permissions.ALL,
    settings=settings.ALL,
    listens={
        StudyMatched: (handlers.pictures_came,),
        StudyUnmatched: (handlers.pictures_went,),
        OrderCancelled: (handlers.order_ended,),
        OrderRefused: (handlers.order_ended,),
    },
    contributes=(
        PatientColumn(_TABLE, "patient_id"),
        EncounterRecords(_TABLE),
        Holder(HOLDER, Text("chẩn đoán hình ảnh", "imaging"), "/imaging/reading"),
        LicensedWork(permissions.SIGN.id),
    ),
)
