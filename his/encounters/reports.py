"""What is reported of visits (báo cáo hoạt động khám bệnh)."""

from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import permissions
from his.encounters.counting import (
    NOBODY,
    PAYERS,
    by_age,
    by_day,
    by_room,
    counted,
    going,
    in_room,
    insured_share,
    on_day,
    records_of,
    visits_of,
    way_out,
    with_doctor,
)
from his.encounters.models import Encounter, Payer
from kernel.reports import Cell, Column, Filter, Headline, Report
from kernel.text import Text

GROUP = Text("Khám bệnh", "Visits")
LAW = "Thông tư 23/2025/TT-BYT"
OWN_LAYOUT = Text(
    " Mẫu chính thức chưa có trong hệ thống: đây là bố cục của HIS54.",
    " The official form was not available: this is HIS54's own layout.",
)


def _rooms(db: Session) -> list[tuple[str, Text]]:
    return [(r.code, Text(r.name, r.name)) for r in admin.rooms(db, active=None)]


ROOM = Filter("room", Text("Phòng", "Room"), _rooms)
PAYER = Filter("payer", Text("Đối tượng", "Payer"), lambda _: [(p.value, PAYERS[p]) for p in Payer])


_PEOPLE = (
    Column(Text("Lượt khám", "Visits"), Cell.COUNT),
    Column(Text("BHYT", "Insured"), Cell.COUNT),
    Column(Text("Nữ", "Female"), Cell.COUNT),
    Column(Text("Trẻ dưới 6 tuổi", "Under 6"), Cell.COUNT),
    Column(Text("Từ 60 tuổi", "60 and over"), Cell.COUNT),
)


_BY_OPENING = Text(
    "Lượt khám tính theo ngày mở lượt (giờ Việt Nam); lượt đã hủy không tính.",
    "Visits by the day of opening (Vietnamese time); cancelled ones are left out.",
)

REPORTS = (
    Report(
        id="his.encounters.by_day",
        title=Text("Hoạt động khám bệnh theo ngày", "Visits by day"),
        group=GROUP,
        definition=Text(_BY_OPENING.vi + OWN_LAYOUT.vi, _BY_OPENING.en + OWN_LAYOUT.en),
        law=LAW,
        needs=permissions.FIGURES,
        columns=(
            Column(Text("Ngày", "Day"), Cell.DAY),
            Column(Text("Lượt khám", "Visits"), Cell.COUNT),
            *(Column(PAYERS[payer], Cell.COUNT) for payer in Payer),
            Column(Text("Tái khám", "Follow-up"), Cell.COUNT),
            Column(Text("Đã hủy", "Cancelled"), Cell.COUNT),
        ),
        by=by_day,
        records=records_of(on_day),
        filters=(ROOM, PAYER),
    ),
    Report(
        id="his.encounters.by_room",
        title=Text("Lượt khám theo phòng", "Visits by room"),
        group=GROUP,
        definition=_BY_OPENING,
        needs=permissions.FIGURES,
        columns=(Column(Text("Phòng", "Room")), *_PEOPLE),
        by=by_room,
        records=records_of(in_room),
        filters=(PAYER,),
    ),
    Report(
        id="his.encounters.by_doctor",
        title=Text("Lượt khám theo bác sĩ", "Visits by doctor"),
        group=GROUP,
        definition=_BY_OPENING,
        needs=permissions.FIGURES,
        columns=(Column(Text("Bác sĩ", "Doctor")), *_PEOPLE),
        by=counted(
            lambda _, doctor, name: (str(doctor or NOBODY), name or "—"),
            col(Encounter.doctor_id),
            col(Encounter.doctor_name),
        ),
        records=records_of(with_doctor),
        filters=(ROOM, PAYER),
    ),
    Report(
        id="his.encounters.by_age",
        title=Text("Lượt khám theo nhóm tuổi", "Visits by age group"),
        group=GROUP,
        definition=Text(
            "Tuổi tính tròn năm vào ngày khám. " + _BY_OPENING.vi,
            "Age in whole years on the day of the visit. " + _BY_OPENING.en,
        ),
        needs=permissions.FIGURES,
        columns=(Column(Text("Nhóm tuổi", "Age")), *_PEOPLE[:3]),
        by=by_age,
        filters=(ROOM, PAYER),
    ),
    Report(
        id="his.encounters.by_disposition",
        title=Text("Hướng xử trí sau khám", "How visits ended"),
        group=GROUP,
        definition=_BY_OPENING,
        needs=permissions.FIGURES,
        columns=(Column(Text("Hướng xử trí", "Disposition")), *_PEOPLE),
        by=counted(way_out, col(Encounter.disposition)),
        records=records_of(going),
        filters=(ROOM, PAYER),
    ),
)

HEADLINES = (
    Headline(
        id="his.encounters.visits",
        title=Text("Lượt khám", "Visits"),
        kind=Cell.COUNT,
        needs=permissions.FIGURES,
        by=visits_of,
        to="/reports/his.encounters.by_day?since={day}&until={day}",
        good=1,
    ),
    Headline(
        id="his.encounters.insured",
        title=Text("Tỷ lệ BHYT", "Insured"),
        kind=Cell.PERCENT,
        needs=permissions.FIGURES,
        by=insured_share,
        to="/reports/his.encounters.by_room?since={day}&until={day}",
    ),
)
