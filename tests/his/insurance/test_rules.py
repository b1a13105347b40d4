"""Each rule alone: a good visit breaks none, one mistake breaks exactly the one that is meant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from his.insurance.checking import RULES, check
from his.insurance.dossier import Dossier
from his.insurance.layouts import layout_on
from his.insurance.rules.rule import RuleSeverity
from his.insurance.tabulating import tables
from tests.his.insurance import visits

DAY = date(2026, 8, 12)
Tables = dict[str, list[dict[str, str]]]
Change = Callable[[Tables], object]


def codes(made: Tables, **known: Any) -> set[str]:
    return {p.code for p in check(made, layout_on(DAY), visits.known(**known))}


def to(table: str, row: int = 0, **values: str) -> Change:
    return lambda made: made[table][row].update(values)


def each(*changes: Change) -> Change:
    return lambda made: [change(made) for change in changes]


def without(table: str) -> Change:
    return lambda made: made.pop(table)


def again(table: str, row: int = 0, **values: str) -> Change:
    """A row once more, at the end, with its number and, for money, its part of the sums."""

    def change(made: Tables) -> None:
        new = {**made[table][row], "STT": str(len(made[table]) + 1), **values}
        made[table].append(new)
        _sum(made)

    return change


def _sum(made: Tables) -> None:
    """XML1's sums as its lines now make them."""
    lines = [*made.get("XML2", []), *made.get("XML3", [])]

    def total(name: str, rows: list[dict[str, str]]) -> str:
        return f"{sum((Decimal(row[name]) for row in rows), Decimal(0)):.2f}"

    made["XML1"][0] |= {
        "T_TONGCHI_BV": total("THANH_TIEN_BV", lines),
        "T_TONGCHI_BH": total("THANH_TIEN_BH", lines),
        "T_BHTT": total("T_BHTT", lines),
        "T_BHTT_GDV": total("T_BHTT", lines),
        "T_BNCCT": total("T_BNCCT", lines),
        "T_BNTT": total("T_BNTT", lines),
        "T_NGUONKHAC": total("T_NGUONKHAC", lines),
        "T_THUOC": total("THANH_TIEN_BV", made.get("XML2", [])),
        "T_VTYT": total("THANH_TIEN_BV", [r for r in lines if r["MA_NHOM"] in ("10", "11")]),
    }


def money(table: str, row: int, **values: str) -> Change:
    return each(to(table, row, **values), _sum)


@dataclass(frozen=True)
class Case:
    change: Change = lambda made: None
    base: Callable[[], Dossier] = visits.good
    known: dict[str, Any] = field(default_factory=dict)


def k(
    change: Change = lambda made: None, base: Callable[[], Dossier] = visits.good, **known: Any
) -> Case:
    return Case(change, base, known)


NOW = {"now": None}
ZERO = {"THANH_TIEN_BH": "0.00", "T_BHTT": "0.00", "T_BNCCT": "0.00", "MUC_HUONG": "0"}
CASES: dict[str, Case] = {
    "S01": k(to("XML1", LY_DO_VV="")),
    "S02": k(to("XML1", NHOM_MAU="AB Rh dương")),
    "S03": k(to("XML1", STT="một")),
    "S04": k(to("XML1", NAM_NAM_LIEN_TUC="20260231")),
    "S05": k(to("XML1", KET_QUA_DTRI="9")),
    "S06": k(to("XML4", MA_LK="LK260000018")),
    "S07": k(to("XML2", 1, STT="3")),
    "S08": k(facility="79998"),
    "S09": k(without("XML5"), visits.day_treatment),
    "S10": k(without("XML8"), visits.day_treatment),
    "S11": k(to("XML1", MA_LOAI_RV="1"), visits.transferred),
    "P01": k(to("XML1", SO_CCCD="12345")),
    "P02": k(to("XML14", HO_TEN="")),  # replaced below
    "P03": k(each(to("XML1", NGAY_SINH="190009170000"), to("XML14", NGAY_SINH=""))),
    "P04": k(each(to("XML1", NGAY_SINH="202602030000"), to("XML14", NGAY_SINH=""))),
    "P05": k(to("XML1", CAN_NANG="3500")),
    "P06": k(to("XML1", MAXA_CU_TRU="99999")),
    "C01": k(
        each(
            to("XML1", MA_THE_BHYT="", MA_DKBD="", GT_THE_TU="", GT_THE_DEN=""),
            to("XML1", MA_DOITUONG_KCB="2"),
            to("XML14", MA_THE_BHYT=""),
        )
    ),
    "C02": k(each(to("XML1", MA_THE_BHYT="DN97979123"), to("XML14", MA_THE_BHYT=""))),
    "C03": k(to("XML1", GT_THE_TU="20260101;20260701")),
    "C04": k(to("XML1", MA_DKBD="7999", MA_DOITUONG_KCB="3.3")),
    "C05": k(to("XML1", GT_THE_DEN="20260630")),
    "C06": k(to("XML1", GT_THE_TU="20260901")),
    "C07": k(card_check=""),
    "C08": k(card_check="060"),
    "C09": k(to("XML1", MA_DKBD="79001")),
    "C10": k(to("XML1", MA_DOITUONG_KCB="1.3")),
    "C11": k(to("XML1", GIAY_CHUYEN_TUYEN="12/2026")),
    "C12": k(each(to("XML1", MA_THE_BHYT="TE1797912345678"), to("XML14", MA_THE_BHYT=""))),
    "C13": k(to("XML1", NGAY_MIEN_CCT="20260901")),
    "C14": k(to("XML1", NGAY_MIEN_CCT="20260701")),
    "C15": k(expected_rates=frozenset({Decimal(95)})),
    "C16": k(base_salary=Decimal(4_000_000)),
    "D01": k(each(to("XML1", MA_BENH_CHINH=""), to("XML14", MA_BENH_CHINH=""))),
    "D02": k(to("XML1", MA_BENH_KT="tăng HA")),
    "D03": k(to("XML1", MA_BENH_KT="Q99")),
    "D04": k(to("XML1", MA_BENH_KT="I10;I10")),
    "D05": k(
        to("XML1", MA_BENH_KT=";".join(f"K{n}" for n in range(20, 33))),
        icd=None,
    ),
    "D06": k(each(to("XML1", MA_BENH_CHINH="W01"), to("XML14", MA_BENH_CHINH="W01"))),
    "D07": k(each(to("XML1", MA_BENH_CHINH="S52"), to("XML14", MA_BENH_CHINH="S52"))),
    "D08": k(to("XML1", MA_BENH_KT="N40")),
    "T01": k(
        each(to("XML1", NGAY_RA="202608120700", NGAY_TTOAN=""), without("XML4")),
        visits.good,
    ),  # replaced below
    "T02": k(to("XML2", 1, NGAY_YL="202608110900")),
    "T03": k(to("XML2", 1, NGAY_TH_YL="202608120900")),
    "T04": k(each(to("XML3", 2, NGAY_KQ="202608120830"))),
    "T05": k(to("XML3", 2, NGAY_KQ="202608121100")),
    "T06": k(to("XML3", 0, NGAY_TH_YL="202608121030")),
    "T07": k(to("XML4", NGAY_KQ="202608120759")),
    "T08": k(now=visits.at(9, 0)),
    "T09": k(to("XML1", NGAY_TTOAN="202608120600")),
    "T10": k(to("XML1", THANG_QT="07")),
    "T11": k(to("XML1", THANG_QT="13")),
    "T12": k(sent_months=frozenset({(2026, 7)})),
    "T13": k(
        again(
            "XML3", 2, MA_DICH_VU="18.0001.0001", TEN_DICH_VU="Siêu âm bụng", NGAY_YL="202608120801"
        )
    ),
    "T14": k(to("XML1", SO_NGAY_DTRI="1")),
    "N01": k(to("XML2", 1, MA_BAC_SI="")),
    "N02": k(to("XML3", 2, NGUOI_THUC_HIEN="0009999/HN-GPHN")),
    "N03": k(to("XML3", 2, NGUOI_THUC_HIEN="")),
    "N04": k(to("XML3", 2, NGAY_TH_YL="")),
    "N05": k(to("XML4", MA_BS_DOC_KQ="")),
    "N06": k(each(to("XML1", MA_TTDV=""), to("XML14", MA_TTDV=""))),
    "N07": k(to("XML3", 2, MA_KHOA="K77")),
    "M01": k(money("XML3", 2, THANH_TIEN_BV="70001.00", T_BNTT="1.00")),
    "M02": k(
        money(
            "XML3",
            2,
            THANH_TIEN_BH="60000.00",
            T_BHTT="48000.00",
            T_BNCCT="12000.00",
            T_BNTT="10000.00",
        )
    ),
    "M03": k(money("XML3", 2, T_BHTT="56001.00", T_BNCCT="13999.00")),
    "M04": k(
        money("XML3", 2, T_NGUONKHAC="1000.00", T_BNCCT="13000.00"),
    ),
    "M05": k(to("XML1", T_BNCCT="90366.01")),
    "M06": k(to("XML1", T_THUOC="285030.01")),
    "M07": k(to("XML1", T_VTYT="1.00")),
    "M08": k(to("XML1", T_BHTT_GDV="361464.01")),
    "M09": k(
        again(
            "XML3",
            2,
            MA_DICH_VU="18.0002.0002",
            SO_LUONG="0.000",
            THANH_TIEN_BV="0.00",
            **ZERO,
            NGAY_TH_YL="202608120850",
        )
    ),
    "M10": k(),  # replaced below
    "M11": k(),  # replaced below
    "M12": k(
        again(
            "XML3",
            0,
            MA_DICH_VU="DV.01",
            MA_NHOM="19",
            PHAM_VI="2",
            T_BNTT="50600.00",
            DON_GIA_BH="0.000",
            **ZERO,
        )
    ),
    "M14": k(
        money("XML3", 2, DON_GIA_BH="80000.000"),
    ),
    "M15": k(
        money(
            "XML3",
            2,
            TYLE_TT_DV="90",
            THANH_TIEN_BV="63000.00",
            THANH_TIEN_BH="63000.00",
            T_BHTT="50400.00",
            T_BNCCT="12600.00",
        )
    ),
    "M16": k(
        again("XML3", 0, MA_DICH_VU="03.1896", TEN_DICH_VU="Khám Mắt", NGAY_YL="202608120800")
    ),
    "L01": k(to("XML2", 1, SO_DANG_KY="")),
    "L02": k(to("XML2", 1, TT_THAU="")),
    "L03": k(to("XML2", 1, TT_THAU="gói 1")),
    "L04": k(to("XML2", 1, LIEU_DUNG="")),
    "L05": k(to("XML2", 1, MA_NHOM="5")),
    "L06": k(to("XML3", 2, MA_NHOM="4")),
    "L07": k(to("XML3", 2, MA_DICH_VU="")),
    "L08": k(again("XML3", 2, NGUOI_THUC_HIEN=visits.NURSE)),
    "L09": k(without("XML4")),
    "L10": k(to("XML4", MA_DICH_VU="")),  # replaced below
    "L11": k(to("XML4", NGAY_KQ="")),
    "L12": k(to("XML3", 2, MA_MAY="")),
    "L13": k(to("XML3", 2, MA_MAY="X-quang 1")),
    "L14": k(to("XML3", 2, MA_GIUONG="A1")),
    "L15": k(to("XML3", 2, GOI_VTYT="X1")),
    "L16": k(to("XML3", 2, MA_NHOM="8")),
    "L17": k(to("XML3", 0, MA_NHOM="14")),
    "G01": k(without("XML13"), visits.transferred),
    "G02": k(to("XML1", MA_NOI_DEN=""), visits.transferred),
    "G03": k(to("XML13", HO_TEN="NGUYỄN THỊ HOE"), visits.transferred),
    "G04": k(without("XML14")),
    "G05": k(to("XML14", NGAY_HEN_KL="20260812")),
    "G06": k(to("XML11", SO_NGAY_NGHI="5"), visits.sick),
    "G07": k(to("XML11", DEN_NGAY="20260930", SO_NGAY_NGHI="50"), visits.sick),
    "G08": k(to("XML11", TU_NGAY="20260810", SO_NGAY_NGHI="5"), visits.sick),
    "G09": k(to("XML11", MA_BHXH="79123"), visits.sick),
    "G10": k(to("XML1", KET_QUA_DTRI="5"), visits.sick),
    "G11": k(to("XML11", MA_DINH_CHI_THAI="1", NGUYENNHAN_DINHCHI="Bệnh lý"), visits.sick),
    "G12": k(to("XML11", NGAY_CT="20260801"), visits.sick),
}
CASES["P02"] = k(
    each(to("XML1", HO_TEN="NGUYỄN THỊ HOA 2"), to("XML14", HO_TEN="NGUYỄN THỊ HOA 2"))
)
CASES["L10"] = k(again("XML4", 0, MA_DICH_VU="99.9999.9999"))
CASES["T01"] = k(
    lambda made: (
        made["XML1"][0].update(NGAY_RA="202608120700"),
        [row.update(NGAY_KQ="") for row in made["XML3"]],
    )
)
_FREE = {"PHAM_VI": "2", "TYLE_TT_BH": "0", "DON_GIA_BH": "0.000", **ZERO}


def _nothing_insured(made: Tables) -> None:
    del made["XML2"]
    for row in made["XML3"]:
        row.update(_FREE, T_BNTT=row["THANH_TIEN_BV"])
    _sum(made)


CASES["M10"] = k(_nothing_insured)
CASES["M11"] = k(money("XML3", 2, PHAM_VI="2", TYLE_TT_BH="0"))


@pytest.mark.parametrize(
    "base", [visits.good, visits.transferred, visits.sick, visits.day_treatment]
)
def test_a_good_visit_breaks_no_rule(base: Callable[[], Dossier]) -> None:
    assert check(tables(base(), layout_on(DAY)), layout_on(DAY), visits.known()) == []


@pytest.mark.parametrize("rule", [each.code for each in RULES])
def test_one_mistake_breaks_exactly_its_rule(rule: str) -> None:
    case = CASES[rule]
    made = tables(case.base(), layout_on(DAY))
    case.change(made)
    assert codes(made, **case.known) == {rule}


def test_there_are_more_than_forty_rules_each_with_its_words() -> None:
    assert len(RULES) >= 40
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.title.vi
        assert rule.title.en
        assert rule.source
        assert rule.mend


def test_errors_come_before_warnings() -> None:
    made = tables(visits.good(), layout_on(DAY))
    made["XML3"][2].update(MA_MAY="", MA_KHOA="K77")
    found = check(made, layout_on(DAY), visits.known())
    assert [p.severity for p in found] == [RuleSeverity.ERROR, RuleSeverity.WARNING]


def test_the_sentence_names_the_line_and_says_where_to_mend() -> None:
    made = tables(visits.good(), layout_on(DAY))
    made["XML2"][1]["SO_DANG_KY"] = ""
    [problem] = check(made, layout_on(DAY), visits.known())
    assert problem.says.vi == "“Paracetamol 500mg” chưa có số đăng ký lưu hành."
    assert (problem.table, problem.row, problem.field) == ("XML2", 2, "SO_DANG_KY")
    assert problem.mend == "drugs"
