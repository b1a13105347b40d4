"""How much imaging does, how long it takes, what radiation it gives, how its machines are used."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session

from kernel.access import Actor
from kernel.reports import Cell, Column, Filter, Filters, Line, Period, Record, Report
from kernel.text import Text
from ris_pacs.schedule import service as schedule
from ris_pacs.statistics import permissions
from ris_pacs.statistics.cases import (
    BY,
    GROUP,
    MODALITY,
    Case,
    behind,
    chosen,
    grouped,
    line,
    load,
)

HEAD = Column(Text("Nhóm", "Group"))
FILMS = {"CT": 3, "MR": 3, "XA": 2, "MG": 4, "DX": 1, "CR": 1}
"""Films that an exam of the modality took before; others none. Said in the definition."""

_COUNTED = Text(
    "Đơn vị đếm: một ca chụp (một chỉ định hình ảnh) đã chụp xong, theo lúc chụp xong (giờ Việt "
    "Nam); ca huỷ, bỏ dở không tính.",
    "Counted: one exam (one order of imaging) whose pictures were made, by that moment "
    "(Vietnamese time); cancelled and broken-off ones are left out.",
)


def _defined(vi: str, en: str) -> Text:
    return Text(f"{_COUNTED.vi} {vi}", f"{_COUNTED.en} {en}")


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1")) if whole else None


def share_within(values: Sequence[float], share: int) -> float | None:
    """The value within which so many percent of them lie; the 50th is the median."""
    if not values:
        return None
    rows = sorted(values)
    n = len(rows)
    if share == 50 and n % 2 == 0:
        return (rows[n // 2 - 1] + rows[n // 2]) / 2
    return rows[max(0, -(-n * share // 100) - 1)]


def volume(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    way = chosen(filters)
    said = way.said(db, actor)
    return [
        line(
            said,
            key,
            len(mine),
            len({c.patient_id for c in mine}),
            sum(c.images for c in mine),
            sum(c.rejected for c in mine),
            sum(c.final_at is not None for c in mine),
            sum(FILMS.get(c.modality, 0) for c in mine if c.images),
        )
        for key, mine in grouped(load(db, over, filters), way)
    ]


Ends = Callable[[Case], tuple[datetime | None, datetime | None]]
SEGMENTS: tuple[tuple[str, Ends, Text], ...] = (
    ("wait", lambda c: (c.ordered_at, c.arrived_at), Text("Chỉ định → đến", "Order → arrival")),
    ("room", lambda c: (c.arrived_at, c.started_at), Text("Đến → bắt đầu chụp", "Arrival → start")),
    ("take", lambda c: (c.started_at, c.ended_at), Text("Thời gian chụp", "Pictures taken")),
    ("first", lambda c: (c.ended_at, c.first_out_at), Text("Xong → sơ bộ", "Done → preliminary")),
    ("read", lambda c: (c.ended_at, c.final_at), Text("Chụp xong → ký", "Done → signed")),
    ("total", lambda c: (c.ordered_at, c.final_at), Text("Toàn bộ", "Total")),
)
_FIGURES = (
    ("p50", 50, Text("trung vị", "median")),
    ("p90", 90, Text("90 % không quá", "90 % within")),
    ("p95", 95, Text("95 % không quá", "95 % within")),
    ("longest", 100, Text("lâu nhất", "longest")),
)
FIGURE = Filter(
    "figure",
    Text("Con số của từng đoạn", "Figure"),
    lambda _: [(name, words) for name, _, words in _FIGURES],
    usual="p50",
)


def minutes(seconds: float | None) -> Decimal | None:
    """One decimal; a moment that is missing is not a nought."""
    if seconds is None:
        return None
    return (Decimal(round(seconds)) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def lasted(one: Case) -> list[float | None]:
    """Seconds of each segment; None where one of its ends was not recorded."""
    found: list[float | None] = []
    for _, ends, _ in SEGMENTS:
        since, until = ends(one)
        found.append(max(0.0, (until - since).total_seconds()) if since and until else None)
    return found


def turnaround(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    way = chosen(filters)
    share = next((n for name, n, _ in _FIGURES if name == filters.get("figure")), 50)
    said = way.said(db, actor)
    lines = []
    for key, mine in grouped(load(db, over, filters), way):
        took = [lasted(each) for each in mine]
        figures = [
            minutes(share_within([t[n] for t in took if t[n] is not None], share))  # type: ignore[misc]
            for n in range(len(SEGMENTS))
        ]
        lines.append(line(said, key, len(mine), *figures))
    return lines


def dose(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """The 75th of a hundred is what is held against national reference levels."""
    way = chosen(filters)
    said = way.said(db, actor)
    lines = []
    for key, mine in grouped(load(db, over, filters), way):
        told = [c for c in mine if c.ctdi_vol or c.dlp or c.dap]
        figures: list[Decimal | None] = []
        for values in (
            [c.ctdi_vol for c in told if c.ctdi_vol],
            [c.dlp for c in told if c.dlp],
            [c.dap for c in told if c.dap],
        ):
            numbers = [float(v) for v in values]
            figures += [_dose(share_within(numbers, 50)), _dose(share_within(numbers, 75))]
        lines.append(line(said, key, len(mine), len(told), *figures))
    return lines


def _dose(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def use(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """Each machine against its own hours; without a start it counts for its planned minutes."""
    machines = {str(m.id): m for m in schedule.machines(db)}
    by_machine = {**filters, "by": "machine"}
    said = chosen(by_machine).said(db, actor)
    lines = []
    for key, mine in grouped(load(db, over, filters), chosen(by_machine)):
        took = [t for c in mine if (t := lasted(c)[2]) is not None]
        busy = int(sum(took) // 60)
        machine = machines.get(key)
        opened = _opened(machine.opens, machine.closes) * len(over.days) if machine else 0
        lines.append(
            line(
                said,
                key,
                len(mine),
                len(took),
                minutes(share_within(took, 50)),
                Decimal(busy),
                Decimal(opened) if opened else None,
                percent(busy, opened),
            )
        )
    return lines


def _opened(opens: str, closes: str) -> int:
    def at(face: str) -> int:
        return int(face[:2]) * 60 + int(face[3:5])

    return max(0, at(closes) - at(opens))


def behind_machine(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The exams of a machine."""
    return behind(db, actor, over, {**filters, "by": "machine"}, key, after, limit)


VOLUME = Report(
    id="ris_pacs.statistics.volume",
    title=Text("Khối lượng chẩn đoán hình ảnh", "Imaging workload"),
    group=GROUP,
    definition=_defined(
        "Ảnh: số ảnh (phơi tia) đã gửi về của ca. Chụp lại: ảnh bỏ, chụp lại của cùng ca, không "
        "thành ca mới. Đọc từ xa tính cho bác sĩ ký. Ca: theo giờ chụp xong. Phim tiết kiệm: ca có "
        "ảnh trong kho × số phim thường in (CT, MR 3; XA 2; MG 4; DX, CR 1; khác 0).",
        "Images: exposures that came of the exam. Repeats: pictures thrown away, of the same exam, "
        "never a new one. A remote reading counts for who signed. Shift: by the moment the "
        "pictures were made. Films saved: exams with pictures times the usual films (CT, MR 3; "
        "XA 2; MG 4; DX, CR 1; others 0).",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Ca chụp", "Exams"), Cell.COUNT),
        Column(Text("Người bệnh", "Patients"), Cell.COUNT, adds=False),
        Column(Text("Ảnh", "Images"), Cell.COUNT),
        Column(Text("Ảnh bỏ, chụp lại", "Repeats"), Cell.COUNT),
        Column(Text("Đã ký kết quả", "Signed"), Cell.COUNT),
        Column(Text("Phim tiết kiệm", "Films saved"), Cell.COUNT),
    ),
    by=volume,
    records=behind,
    filters=(BY, MODALITY),
)
TURNAROUND = Report(
    id="ris_pacs.statistics.turnaround",
    title=Text("Thời gian trả kết quả hình ảnh", "Imaging turnaround"),
    group=GROUP,
    definition=_defined(
        "Số phút của sáu đoạn, theo đồng hồ; đoạn thiếu mốc hiện “–”, không tính là 0. Ký: lần ký "
        "đầu; bổ sung, thu hồi không đổi mốc.",
        "Minutes of six segments by the clock; one without both moments shows “–”, not 0. Signed: "
        "the first time; addenda and retractions do not change it.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Ca chụp", "Exams"), Cell.COUNT),
        *(Column(title, Cell.MINUTES) for _, _, title in SEGMENTS),
    ),
    by=turnaround,
    records=behind,
    filters=(BY, FIGURE, MODALITY),
)
DOSE = Report(
    id="ris_pacs.statistics.dose",
    title=Text("Liều bức xạ", "Radiation dose"),
    group=GROUP,
    definition=_defined(
        "Liều: tổng các lần chiếu của một ca như máy báo (RDSR, MPPS) hoặc nhập tay. Trung vị và "
        "bách phân vị 75 (so với mức tham chiếu) của những ca có số liệu.",
        "Dose: all exposures of an exam as the machine told (RDSR, MPPS) or a person typed. Median "
        "and 75th percentile (for reference levels) of the exams that have one.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Ca chụp", "Exams"), Cell.COUNT),
        Column(Text("Có liều", "With dose"), Cell.COUNT),
        Column(Text("CTDIvol trung vị (mGy)", "CTDIvol median (mGy)"), Cell.QUANTITY),
        Column(Text("CTDIvol P75", "CTDIvol P75"), Cell.QUANTITY),
        Column(Text("DLP trung vị (mGy·cm)", "DLP median (mGy·cm)"), Cell.QUANTITY),
        Column(Text("DLP P75", "DLP P75"), Cell.QUANTITY),
        Column(Text("DAP trung vị (Gy·cm²)", "DAP median (Gy·cm²)"), Cell.QUANTITY),
        Column(Text("DAP P75", "DAP P75"), Cell.QUANTITY),
    ),
    by=dose,
    records=behind,
    filters=(BY, MODALITY),
)
USE = Report(
    id="ris_pacs.statistics.use",
    title=Text("Sử dụng máy chụp", "Use of machines"),
    group=GROUP,
    definition=_defined(
        "Phút chạy: từ bắt đầu đến xong của các ca có đủ hai mốc. Phút mở: giờ mở của máy × số "
        "ngày của kỳ. Định mức: phút chạy trên phút mở.",
        "Busy: from start to end of the exams that have both. Open: the machine's hours times the "
        "days of the period. Use: busy of open.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Ca chụp", "Exams"), Cell.COUNT),
        Column(Text("Có đủ mốc", "With both moments"), Cell.COUNT),
        Column(Text("Một ca, trung vị", "One exam, median"), Cell.MINUTES),
        Column(Text("Phút chạy", "Minutes busy"), Cell.QUANTITY),
        Column(Text("Phút mở", "Minutes open"), Cell.QUANTITY),
        Column(Text("Sử dụng", "Use"), Cell.PERCENT),
    ),
    by=use,
    records=behind_machine,
    filters=(MODALITY,),
)
