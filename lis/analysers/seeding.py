"""Two instruments of the practice clinic, set up and mapped but switched off: whoever teaches
switches one on and plays it with `his54 simulate analyser`."""

from decimal import Decimal

from sqlmodel import Session, col, select

from kernel.access import SYSTEM
from kernel.clock import today
from lis.analysers import setting_up
from lis.analysers.drivers import PROFILES
from lis.analysers.models import Analyser, Connection
from lis.tests import service as tests

_DEMO = (
    ("XN1", "Sysmex XN-550 (huyết học)", "sysmex_xn550", "HAEM", 15001),
    ("BC1", "Mindray BC-5380 (huyết học)", "mindray_bc5380", "HAEM", 15002),
)


def demo(db: Session) -> None:
    if db.exec(select(col(Analyser.id)).limit(1)).first() is not None:
        return
    by_loinc = {t.loinc: t.code for t in tests.every(db, today()).values() if t.loinc}
    for code, name, profile, section, port in _DEMO:
        row = setting_up.save(
            db,
            SYSTEM,
            analyser_id=None,
            code=code,
            name=name,
            profile=profile,
            section_code=section,
            connection=Connection.TCP_SERVER,
            address="",
            port=port,
            baud=9600,
            two_way=True,
            control_pattern="^QC",
            quiet_minutes=0,
            active=False,
            note="Máy của phòng khám thực hành: bật “Đang dùng” rồi mở máy giả lập.",
        )
        for own, loinc in PROFILES[profile].tests.items():
            if loinc in by_loinc:
                setting_up.map_code(
                    db,
                    SYSTEM,
                    row.id,
                    code=own,
                    test_code=by_loinc[loinc],
                    unit="",
                    factor=Decimal(1),
                )
