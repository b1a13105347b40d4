"""Invented but complete visits, as dossiers; their numbers are such that a hand can check them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from his.insurance.dossier import (
    Card,
    Course,
    Discharge,
    Dossier,
    Drug,
    Facility,
    Others,
    Person,
    Result,
    Revisit,
    Service,
    SickLeave,
    Stay,
    Summary,
    Transfer,
)
from his.insurance.rules.rule import Known
from his.pricing.shares import Line, Share, share

DOCTOR, NURSE, TECHNICIAN, HEAD = (
    "0001234/HCM-GPHN",
    "0002222/HCM-GPHN",
    "0003333/HCM-GPHN",
    "0000001/HCM-GPHN",
)
HUNDRED, NOTHING = Decimal(100), Decimal(0)


def at(hour: int, minute: int, day: int = 12) -> datetime:
    """A Vietnamese clock of August 2026, as the forms write it."""
    return datetime(2026, 8, day, hour, minute)  # noqa: DTZ001


ARRIVED, LEFT = at(7, 30), at(10, 15)
ORDERED = at(8, 0)
D = Decimal


def money(
    quantity: Decimal,
    price: Decimal,
    price_bh: Decimal | None = None,
    *,
    benefit: Decimal,
    rate_bh: Decimal = HUNDRED,
    rate_dv: Decimal = HUNDRED,
    scope: bool = True,
    cap: Decimal | None = None,
    other: Decimal = NOTHING,
) -> Share:
    """A line's money by the pricing module's rules."""
    return share(
        Line(
            quantity,
            price,
            (price if price_bh is None else price_bh) if scope else D(0),
            scope,
            rate_bh if scope else D(0),
            rate_dv,
            benefit,
            cap,
            other,
        )
    )


def drug(
    name: str = "Amoxicilin 500mg",
    *,
    quantity: str = "28",
    price: str = "7500",
    benefit: str = "80",
    rate_bh: str = "100",
    scope: str = "1",
    other: Others | None = None,
    **more: Any,
) -> Drug:
    inside = scope != "2"
    given = other or Others()
    values: dict[str, Any] = {
        "group": (6 if rate_bh != "100" else 4) if inside else 5,
        "quantity": D(quantity),
        "unit_price": D(price),
        "rate_bh": D(rate_bh) if inside else D(0),
        "scope": scope,
        "money": money(
            D(quantity),
            D(price),
            benefit=D(benefit),
            rate_bh=D(rate_bh),
            scope=inside,
            other=given.total,
        ),
        "others": given,
        "department": "K01",
        "doctor": DOCTOR,
        "ordered": at(9, 40),
        "performed": at(10, 0),
        "unit": "Viên",
        "tender": "12/QD-SYT;G1;N2;2026",
        "code": "40.154",
        "name": name,
        "strength": "500mg",
        "route": "1.01",
        "form": "Viên nang",
        "dose": "2 viên/lần * 2 lần/ngày * 7 ngày",
        "usage": "Uống sau ăn",
        "registration": "VD-12345-25",
    }
    return Drug(**{**values, **more})


def service(
    code: str,
    name: str,
    group: int,
    *,
    price: str,
    price_bh: str | None = None,
    quantity: str = "1",
    benefit: str = "80",
    rate_bh: str = "100",
    rate_dv: str = "100",
    scope: str = "1",
    cap: str | None = None,
    other: Others | None = None,
    **more: Any,
) -> Service:
    inside = scope != "2"
    given = other or Others()
    bh = D(price_bh if price_bh is not None else price) if inside else D(0)
    values: dict[str, Any] = {
        "group": group,
        "quantity": D(quantity),
        "unit_price": D(price),
        "unit_price_bh": bh,
        "rate_bh": D(rate_bh) if inside else D(0),
        "rate_dv": D(rate_dv),
        "scope": scope,
        "ceiling": D(cap) if cap else None,
        "money": money(
            D(quantity),
            D(price),
            bh,
            benefit=D(benefit),
            rate_bh=D(rate_bh),
            rate_dv=D(rate_dv),
            scope=inside,
            cap=D(cap) if cap else None,
            other=given.total,
        ),
        "others": given,
        "department": "K01",
        "doctor": DOCTOR,
        "ordered": ORDERED,
        "performed": at(8, 20),
        "unit": "Lần",
        "code": code,
        "name": name,
        "performer": TECHNICIAN,
        "resulted": at(9, 0),
    }
    return Service(**{**values, **more})


def exam(**more: Any) -> Service:
    given: dict[str, Any] = {
        "price": "50600",
        "ordered": ARRIVED,
        "performed": None,
        "resulted": None,
        "performer": "",
    }
    return service("02.1896", "Khám Nội", 13, **{**given, **more})


def blood(**more: Any) -> Service:
    given: dict[str, Any] = {"price": "46200", "machine": "HH.3.79999.SN001"}
    return service("22.0121.1369", "Tổng phân tích tế bào máu", 1, **{**given, **more})


def xray(**more: Any) -> Service:
    given: dict[str, Any] = {
        "price": "70000",
        "machine": "XQ.3.79999.SN002",
        "performed": at(8, 40),
    }
    return service("18.0119.0028", "Chụp X-quang ngực thẳng", 2, **{**given, **more})


PERSON = Person(
    code="BN26000017",
    name="Nguyễn Thị Hoa",
    birth="1984-05-17",
    sex="2",
    identity="079184001234",
    ethnic_group="01",
    occupation="00000",
    address="12 Lê Lợi, Phường Bến Thành, Thành phố Hồ Chí Minh",
    province="79",
    commune="26743",
    phone="0900000017",
    workplace="Công ty Mây Tre",
)
CARD = Card(
    number="DN4797912345678", facility="79999", since=date(2026, 1, 1), until=date(2026, 12, 31)
)
STAY = Stay(
    number="LK260000017",
    route="1.1",
    arrived=ARRIVED,
    left=LEFT,
    reason="Ho, sốt 3 ngày",
    first_diagnosis="Theo dõi viêm phế quản",
    diagnosis="Viêm phế quản cấp; Tăng huyết áp",
    icd="J20",
    icd_others=("I10",),
    treatment="Kháng sinh, hạ sốt",
    outcome="2",
    advice="Uống nhiều nước",
    paid=at(10, 20),
    settled=(2026, 8),
    department="K01",
    doctor=DOCTOR,
    doctor_name="Trần Văn Bình",
)
RESULT = Result(
    service="22.0121.1369",
    code="WBC",
    name="Số lượng bạch cầu",
    value="11.2",
    unit="G/L",
    at=at(9, 0),
    reader=DOCTOR,
)


def good(**more: Any) -> Dossier:
    """80 % card at its first-care facility: an examination, two tests, two drugs, above 15 %."""
    values: dict[str, Any] = {
        "facility": Facility(code="79999", head=HEAD),
        "person": PERSON,
        "cards": (CARD,),
        "stay": replace(STAY, revisit=(date(2026, 8, 19),)),
        "drugs": (
            drug(),
            drug("Paracetamol 500mg", code="40.48", quantity="60", price="1250.5"),
        ),
        "services": (exam(), blood(), xray()),
        "results": (RESULT,),
        "revisit": Revisit(
            number="HK260000017", on=date(2026, 8, 19), made=LEFT.date(), doctor=DOCTOR
        ),
    }
    return Dossier(**{**values, **more})


def transferred() -> Dossier:
    """Sent on to a hospital: XML13."""
    stay = replace(STAY, discharge="2", to_facility="79401", outcome="4")
    paper = Transfer(
        record="LK260000017",
        number="15",
        paper="15/2026/GCT",
        to="79401",
        signs="Khó thở, SpO2 91%",
        course="Sốt 3 ngày, khó thở tăng",
        results="Bạch cầu 11,2 G/L",
        treatment="Oxy 3 lít/phút",
        condition="Tỉnh, còn khó thở",
        reason="1",
        plan="Nhập viện điều trị",
        vehicle="Xe cứu thương",
        escort="Lê Thị Mai",
        escort_title="Điều dưỡng",
        doctor=DOCTOR,
    )
    return good(stay=stay, revisit=None, transfer=paper)


def sick() -> Dossier:
    """With a sick-leave certificate: XML11."""
    paper = SickLeave(
        number="CT26000009",
        serial="79999/2026/00009",
        workplace="Công ty Mây Tre",
        social_number="7912345678",
        diagnosis="Viêm phế quản cấp",
        treatment="Điều trị ngoại trú",
        since=date(2026, 8, 12),
        until=date(2026, 8, 14),
        on=date(2026, 8, 12),
        doctor=DOCTOR,
    )
    return good(stay=STAY, revisit=None, leave=paper)


def day_treatment() -> Dossier:
    """Day treatment (04): XML5, XML7 and XML8."""
    stay = replace(
        STAY,
        kind="04",
        admitted=at(7, 45),
        reason_admitted="Theo dõi sau thủ thuật",
        icd="J20",
    )
    paper = Discharge(
        record="LK260000017",
        diagnosis=stay.diagnosis,
        treatment=stay.treatment,
        on=date(2026, 8, 12),
        doctor=DOCTOR,
        doctor_name="Trần Văn Bình",
    )
    summary = Summary(
        course="Sốt 3 ngày", results="Bạch cầu 11,2", treatment="Kháng sinh", on=date(2026, 8, 12)
    )
    notes = (Course(text="Đỡ sốt, tỉnh táo", at=at(9, 30), by=DOCTOR),)
    return good(stay=stay, revisit=None, course=notes, discharge=paper, summary=summary)


def known(**more: Any) -> Known:
    """What the house knows of the good visit."""
    values: dict[str, Any] = {
        "facility": "79999",
        "licences": frozenset({DOCTOR, NURSE, TECHNICIAN, HEAD}),
        "departments": frozenset({"K01"}),
        "icd": frozenset({"J20", "I10", "N40", "S52", "W01", "O80", "A15"}),
        "places": frozenset({"79", "26743"}),
        "card_check": "000",
        "expected_rates": frozenset({D(80)}),
        "base_salary": D(2_530_000),
        "now": at(11, 0),
    }
    return Known(**{**values, **more})
