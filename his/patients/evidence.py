"""Shows that a person is registered once, however he is written (criterion 32)."""

from random import SystemRandom

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.patients.cards import Sex
from his.patients.models import Origin, Patient
from his.patients.registration import register
from kernel.access import Actor
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text


def the_same_person_is_noticed(db: Session) -> Finding:
    """A second registration of the same name and birth is stopped with a warning."""
    desk = Actor(new_id(), "Tiếp đón minh chứng")
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=8))
    who = {"name": f"Minh Chứng {word}", "birth": "1985-05-17", "sex": Sex.FEMALE}
    register(db, desk, **who)  # type: ignore[arg-type]
    try:
        with db.begin_nested():
            register(db, desk, **who)  # type: ignore[arg-type]
    except Refusal as refusal:
        return Finding(
            Verdict.MET,
            Text(
                "Đăng ký trùng người bệnh bị chặn kèm cảnh báo.",
                f"Registering the same person twice is stopped: {refusal.detail.en}",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Đăng ký trùng không bị chặn.", "The same person was registered twice."),
    )


def people_are_registered_here(db: Session) -> Finding:
    """How many are registered, and how many of them by scanning a card; one whom the search
    cannot find is a fault."""
    total = db.execute(select(func.count()).select_from(Patient)).scalar_one()
    scanned = db.execute(
        select(func.count()).select_from(Patient).where(col(Patient.origin) == Origin.SCAN)
    ).scalar_one()
    lost = select(func.count()).where(~col(Patient.unknown), col(Patient.name_search) == "")
    if hidden := db.execute(lost).scalar_one():
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{hidden} người bệnh không tìm được theo tên.",
                f"{hidden} patients cannot be found by their name.",
            ),
        )
    if total == 0:
        return Finding(
            Verdict.NOT_REVIEWED, Text("Chưa đăng ký người bệnh nào.", "Nobody is registered.")
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} người bệnh đã đăng ký, {scanned} bằng quét thẻ.",
            f"{total} patients are registered, {scanned} by a scan.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/32",
        Text(
            "Người bệnh đăng ký bằng quét CCCD, thẻ BHYT hay thẻ khám; trùng được báo; trẻ sơ sinh "
            "và người chưa rõ danh tính có hồ sơ tạm.",
            "Patients are registered by scanning; duplicates are noticed; newborns and unknown "
            "people have a record.",
        ),
        (
            Checked("tests/his/patients/test_registration.py"),
            Checked("tests/his/patients/test_scan.py"),
            Checked("tests/his/patients/test_likeness.py"),
            Demonstrated(the_same_person_is_noticed),
            InUse(people_are_registered_here),
        ),
        screen="/reception",
    ),
)
