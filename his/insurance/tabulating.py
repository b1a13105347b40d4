"""From a dossier to the rows of the tables (QĐ 4750, QĐ 3176). Pure, and always the same.

A row is a dict of field name and text in the layout's order; fields that are not given are "".
Which table is sent when: the notes under the tables of QĐ 4750.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from his.insurance import papers
from his.insurance.dossier import ZERO, Billed, Dossier, Drug, Service
from his.insurance.fields import (
    TRANSFERRED_KINDS,
    WITH_COURSE_KINDS,
    WITH_DISCHARGE_KINDS,
    WITH_SUMMARY_KINDS,
    entry,
    illness,
    plain,
    text,
    who,
)
from his.insurance.layouts import Layout

Row = Mapping[str, str]
L = TypeVar("L", bound=Billed)
Tables = Mapping[str, Sequence[Row]]


def tables(dossier: Dossier, layout: Layout) -> dict[str, list[dict[str, str]]]:
    """The tables of the envelope that have something to say."""
    found: dict[str, list[dict[str, str]]] = {}

    def put(table: str, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            fields = layout.tables[table].fields
            found[table] = [
                {f.name: text(row.get(f.name), f.decimals, f.clock) for f in fields} for row in rows
            ]

    stay = dossier.stay
    put("XML1", [_xml1(dossier)])
    put("XML2", _numbered(dossier, dossier.drugs, _xml2))
    put("XML3", _numbered(dossier, dossier.services, _xml3))
    put("XML4", [papers.result(dossier, n) for n in range(len(dossier.results))])
    if stay.kind in WITH_COURSE_KINDS:
        put("XML5", [papers.note(dossier, n) for n in range(len(dossier.course))])
    if stay.kind in WITH_DISCHARGE_KINDS and dossier.discharge:
        put("XML7", [papers.discharge(dossier)])
    if stay.kind in WITH_SUMMARY_KINDS and dossier.summary:
        put("XML8", [papers.summary(dossier)])
    if dossier.leave:
        put("XML11", [papers.leave(dossier)])
    if dossier.transfer and stay.discharge in TRANSFERRED_KINDS:
        put("XML13", [papers.transfer(dossier)])
    if dossier.revisit:
        put("XML14", [papers.revisit(dossier)])
    return found


def check_in(dossier: Dossier, layout: Layout) -> dict[str, str] | None:
    """XML0: the first cost line of a visit; None while there is none, or in an emergency."""
    lines = sorted((*dossier.services, *dossier.drugs), key=lambda line: line.ordered)
    if not lines or dossier.stay.route == "2":
        return None
    first, stay = lines[0], dossier.stay
    row = {**who(dossier), **entry(dossier), "STT": 1, "NGAY_YL": first.ordered}
    row |= {
        "MA_DOITUONG_KCB": stay.route,
        "LY_DO_VNT": stay.reason_admitted if stay.admitted else "",
        "MA_LOAI_KCB": stay.kind,
        "MA_CSKCB": dossier.facility.code,
        "MA_THE_BHYT": dossier.cards[0].number if dossier.cards else "",
        "MA_DKBD": dossier.cards[0].facility if dossier.cards else "",
        "GT_THE_TU": dossier.cards[0].since if dossier.cards else None,
        "GT_THE_DEN": dossier.cards[0].until if dossier.cards else None,
    }
    if isinstance(first, Drug):
        row |= {"MA_THUOC": first.code, "TEN_THUOC": first.name}
    elif isinstance(first, Service) and first.supply:
        row |= {"MA_VAT_TU": first.supply, "TEN_VAT_TU": first.supply_name}
    elif isinstance(first, Service):
        row |= {"MA_DICH_VU": first.code, "TEN_DICH_VU": first.name}
    fields = layout.tables["XML0"].fields
    return {f.name: text(row.get(f.name), f.decimals, f.clock) for f in fields}


def days_treated(dossier: Dossier) -> int:
    """SO_NGAY_DTRI by kind of visit."""
    stay = dossier.stay
    if stay.kind in {"02", "03", "04", "06"}:
        return (stay.left.date() - stay.arrived.date()).days + 1
    return {"05": stay.medicine_days, "08": stay.service_days}.get(stay.kind, 0)


def _xml1(dossier: Dossier) -> dict[str, object]:
    stay, person = dossier.stay, dossier.person
    lines: tuple[Billed, ...] = (*dossier.drugs, *dossier.services)
    young = stay.weight if stay.weight is not None else None
    return {
        **who(dossier),
        **entry(dossier),
        **illness(dossier),
        "STT": 1,
        "NHOM_MAU": person.blood,
        "MATINH_CU_TRU": person.province,
        "MAHUYEN_CU_TRU": "",
        "MAXA_CU_TRU": person.commune,
        "DIEN_THOAI": person.phone,
        "NGAY_MIEN_CCT": text(stay.exempt_from, None, 8),
        "LY_DO_VV": stay.reason,
        "LY_DO_VNT": stay.reason_admitted,
        "CHAN_DOAN_VAO": stay.first_diagnosis,
        "MA_PTTT_QT": ";".join(stay.procedures),
        "MA_DOITUONG_KCB": stay.route,
        "MA_NOI_DI": stay.from_facility,
        "MA_NOI_DEN": stay.to_facility,
        "MA_TAI_NAN": stay.accident,
        "GIAY_CHUYEN_TUYEN": stay.referral,
        "SO_NGAY_DTRI": days_treated(dossier),
        "PP_DIEU_TRI": stay.treatment,
        "KET_QUA_DTRI": stay.outcome,
        "MA_LOAI_RV": stay.discharge,
        "GHI_CHU": stay.advice,
        "NGAY_TTOAN": text(stay.paid, None, 12),
        "T_THUOC": _total(dossier.drugs, lambda x: x.money.gross),
        "T_VTYT": _total(
            [s for s in dossier.services if s.group in (10, 11)], lambda x: x.money.gross
        ),
        "T_TONGCHI_BV": _total(lines, lambda x: x.money.gross),
        "T_TONGCHI_BH": _total(lines, lambda x: x.money.insured),
        "T_BNTT": _total(lines, lambda x: x.money.own),
        "T_BNCCT": _total(lines, lambda x: x.money.copay),
        "T_BHTT": _total(lines, lambda x: x.money.insurer),
        "T_NGUONKHAC": _total(lines, lambda x: x.money.other),
        "T_BHTT_GDV": _total([x for x in lines if x.method == "1"], lambda x: x.money.insurer),
        "NAM_QT": stay.settled[0],
        "THANG_QT": f"{stay.settled[1]:02}",
        "MA_LOAI_KCB": stay.kind,
        "MA_KHOA": stay.department,
        "MA_CSKCB": dossier.facility.code,
        "MA_KHUVUC": stay.area,
        "CAN_NANG": plain(young) if young is not None else "0",
        "NAM_NAM_LIEN_TUC": text(stay.five_years, None, 8),
        "NGAY_TAI_KHAM": ";".join(f"{day:%Y%m%d}" for day in stay.revisit),
        "MA_HSBA": stay.number,
        "MA_TTDV": dossier.facility.head,
    }


def _billed(line: Billed) -> dict[str, object]:
    money = line.money
    return {
        "MA_NHOM": line.group,
        "DON_VI_TINH": line.unit,
        "TT_THAU": line.tender,
        "PHAM_VI": line.scope,
        "TYLE_TT_BH": plain(line.rate_bh),
        "SO_LUONG": line.quantity,
        "THANH_TIEN_BV": money.gross,
        "THANH_TIEN_BH": money.insured,
        "T_NGUONKHAC_NSNN": line.others.state,
        "T_NGUONKHAC_VTNN": line.others.foreign,
        "T_NGUONKHAC_VTTN": line.others.domestic,
        "T_NGUONKHAC_CL": line.others.rest,
        "T_NGUONKHAC": money.other,
        "MUC_HUONG": plain(money.rate),
        "T_BNTT": money.own,
        "T_BNCCT": money.copay,
        "T_BHTT": money.insurer,
        "MA_KHOA": line.department,
        "MA_BAC_SI": line.doctor,
        "NGAY_YL": line.ordered,
        "NGAY_TH_YL": line.performed,
        "MA_PTTT": line.method,
        "VET_THUONG_TP": "1" if line.relapse else "",
    }


def _xml2(dossier: Dossier, drug: Drug) -> dict[str, object]:
    return {
        **_billed(drug),
        "MA_THUOC": drug.code,
        "MA_PP_CHEBIEN": drug.preparation,
        "MA_CSKCB_THUOC": drug.from_facility,
        "TEN_THUOC": drug.name,
        "HAM_LUONG": drug.strength,
        "DUONG_DUNG": drug.route,
        "DANG_BAO_CHE": drug.form,
        "LIEU_DUNG": drug.dose,
        "CACH_DUNG": drug.usage,
        "SO_DANG_KY": drug.registration,
        "DON_GIA": drug.unit_price,
        "MA_DICH_VU": drug.service_code,
        "NGUON_CTRA": drug.source,
    }


def _xml3(dossier: Dossier, line: Service) -> dict[str, object]:
    return {
        **_billed(line),
        "MA_DICH_VU": line.code,
        "MA_PTTT_QT": ";".join(line.icd9),
        "MA_VAT_TU": line.supply,
        "GOI_VTYT": line.package,
        "TEN_VAT_TU": line.supply_name,
        "TEN_DICH_VU": line.name,
        "DON_GIA_BV": line.unit_price,
        "DON_GIA_BH": line.unit_price_bh,
        "TYLE_TT_DV": plain(line.rate_dv),
        "T_TRANTT": line.ceiling,
        "MA_GIUONG": line.bed,
        "NGUOI_THUC_HIEN": line.performer,
        "MA_BENH": line.icd or dossier.stay.icd,
        "NGAY_KQ": line.resulted,
        "PP_VO_CAM": line.anaesthesia,
        "MA_MAY": line.machine,
        "MA_HIEU_SP": line.model,
        "TAI_SU_DUNG": "1" if line.reused else "",
    }


def _numbered(
    dossier: Dossier, lines: Sequence[L], row: Callable[[Dossier, L], dict[str, object]]
) -> list[dict[str, object]]:
    return [
        {**row(dossier, line), "MA_LK": dossier.stay.number, "STT": n + 1}
        for n, line in enumerate(lines)
    ]


def _total(lines: Sequence[L], amount: Callable[[L], Decimal]) -> Decimal:
    return sum((amount(line) for line in lines), ZERO)
