"""A few entries of the shared lists, for tests of what codes and orders."""

from datetime import date

from sqlmodel import Session

from his.catalogs import service as catalogs
from kernel.access import SYSTEM

_SERVICES = """code,name,kind,unit,price
XN-GLU,Glucose máu,lab,lần,25000
CDHA-XQ,X-quang ngực thẳng,imaging,lần,68000
GI-01,Ngày giường,bed,ngày,150000
"""

_DISEASES = """code,name,sex
I10,Tăng huyết áp vô căn,
E78.5,"Tăng lipid máu, không đặc hiệu",
J02.9,"Viêm họng cấp, không đặc hiệu",
Z34.9,Giám sát thai nghén bình thường,F
S52.50,Gãy đầu dưới xương quay,
W19,Ngã không xác định,
"""


def services(db: Session) -> None:
    """A test of the laboratory, a picture, and a bed day, which nobody orders."""
    _load(db, "service", _SERVICES)


def diseases(db: Session) -> None:
    """Hypertension, pharyngitis, normal pregnancy (women only), a fracture and a fall."""
    _load(db, "icd10", _DISEASES)


def _load(db: Session, list_id: str, text: str) -> None:
    tried = catalogs.try_file(
        db,
        SYSTEM,
        list_id,
        content=text.encode(),
        file_name=f"{list_id}.csv",
        valid_from=date(2020, 1, 1),
        source="thử",
    )
    assert not tried.errors, tried.errors
    catalogs.approve(db, SYSTEM, list_id, tried.trial.id)
