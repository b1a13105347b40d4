"""Shows who signs imaging reports, and who does not (TT54/62)."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from his.orders.service import OrderState
from kernel.access import Actor
from kernel.errors import NotAllowed
from kernel.identity.models import RolePermission
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.reading import keeping, opening
from ris_pacs.reading.drafting import Written
from ris_pacs.reading.evidence import FOUND, ordered, refused
from ris_pacs.reading.permissions import SIGN, WRITE

_WITHOUT = ((WRITE, ("radiology",)), (SIGN, ("radiology", "radiology_trainee")))


def a_radiographer_signs_no_report(db: Session) -> Finding:
    """Neither by the matrix of rights here, nor when he tries; a trainee does not either."""
    failed = next((step for step, held in _roles(db) if not held), None)
    if failed:
        return Finding(
            Verdict.NOT_MET, Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        )
    return Finding(
        Verdict.MET,
        Text(
            "Theo bảng quyền của cơ sở, kỹ thuật viên và bác sĩ học việc không ký được kết quả, "
            "chỉ bác sĩ hình ảnh; thử ký thì bị từ chối và ca vẫn chưa trả.",
            "By the matrix of rights here neither a radiographer nor a trainee signs a report, a "
            "radiologist does; who tries is refused, and nothing goes out.",
        ),
    )


def _roles(db: Session) -> Iterator[tuple[str, bool]]:
    for permission, without in (
        (WRITE, ("radiology",)),
        (SIGN, ("radiology", "radiology_trainee")),
    ):
        rows = select(RolePermission).where(
            RolePermission.permission_id == permission.id, col(RolePermission.granted)
        )
        granted = {each.role_id for each in db.exec(rows)}
        yield f"matrix: {permission.id}", "radiologist" in granted and not granted & set(without)
    order = ordered(db, Actor(new_id(), "BS minh chứng"))
    if order is None:
        yield "an order is placed", False
        return
    reader = Actor(new_id(), "BS hình ảnh", frozenset((WRITE.id, SIGN.id)), session_id=new_id())
    found = opening.open_by_hand(db, reader, order.id)
    said = Written(findings="Mô tả minh chứng.", conclusion=FOUND)
    for who, may in (("KTV", ()), ("BS học việc", (WRITE.id,))):
        tries = Actor(new_id(), who, frozenset(may), session_id=new_id())
        yield f"refused: {who}", refused(NotAllowed, db, tries, found, said)
    db.expire_all()
    out = order.state in (OrderState.PARTLY_REPORTED, OrderState.FULFILLED)
    yield "nothing went out", not out and not keeping.versions(db, found.id)


CLAIMS = (
    Claim(
        "TT54/62",
        Text(
            "Vai trò của khoa hình ảnh: kỹ thuật viên, bác sĩ học việc, bác sĩ đọc, bác sĩ lâm "
            "sàng; kỹ thuật viên không ký kết quả; mẫu, màn hình, máy, kỹ thuật trên trang riêng.",
            "Imaging's roles: radiographer, trainee, radiologist, clinician; a radiographer signs "
            "no report; templates, screens, machines and techniques have pages of their own.",
        ),
        (
            Checked("tests/ris_pacs/reading/test_over_the_api.py"),
            Checked("tests/ris_pacs/schedule/test_over_the_api.py"),
            Demonstrated(a_radiographer_signs_no_report),
        ),
        screen="/admin/roles",
    ),
)
