"""The rows of results, notes and papers: XML4, 5, 7, 8, 11, 13, 14. Pure."""

from his.insurance.dossier import Dossier
from his.insurance.fields import entry, illness, who


def result(dossier: Dossier, n: int) -> dict[str, object]:
    result = dossier.results[n]
    return {
        "MA_LK": dossier.stay.number,
        "STT": n + 1,
        "MA_DICH_VU": result.service,
        "MA_CHI_SO": result.code,
        "TEN_CHI_SO": result.name,
        "GIA_TRI": result.value,
        "DON_VI_DO": result.unit,
        "MO_TA": result.description,
        "KET_LUAN": result.conclusion,
        "NGAY_KQ": result.at,
        "MA_BS_DOC_KQ": result.reader,
    }


def note(dossier: Dossier, n: int) -> dict[str, object]:
    note = dossier.course[n]
    return {
        "MA_LK": dossier.stay.number,
        "STT": n + 1,
        "DIEN_BIEN_LS": note.text,
        "GIAI_DOAN_BENH": note.stage,
        "HOI_CHAN": note.consultation,
        "PHAU_THUAT": note.surgery,
        "THOI_DIEM_DBLS": note.at,
        "NGUOI_THUC_HIEN": note.by,
    }


def discharge(dossier: Dossier) -> dict[str, object]:
    paper, person = dossier.discharge, dossier.person
    assert paper
    return {
        **entry(dossier),
        "MA_LK": dossier.stay.number,
        "SO_LUU_TRU": paper.record,
        "MA_YTE": person.code,
        "MA_KHOA_RV": dossier.stay.department,
        "MA_DINH_CHI_THAI": "0",
        "CHAN_DOAN_RV": paper.diagnosis,
        "PP_DIEUTRI": paper.treatment,
        "GHI_CHU": paper.note,
        "MA_TTDV": dossier.facility.head,
        "MA_BS": paper.doctor,
        "TEN_BS": paper.doctor_name,
        "NGAY_CT": paper.on,
        "HO_TEN_CHA": person.father,
        "HO_TEN_ME": person.mother,
    }


def summary(dossier: Dossier) -> dict[str, object]:
    paper, person, stay = dossier.summary, dossier.person, dossier.stay
    assert paper
    return {
        **entry(dossier),
        "MA_LK": stay.number,
        "MA_LOAI_KCB": stay.kind,
        "HO_TEN_CHA": person.father,
        "HO_TEN_ME": person.mother,
        "NGUOI_GIAM_HO": person.guardian,
        "DON_VI": person.workplace,
        "CHAN_DOAN_VAO": stay.first_diagnosis,
        "CHAN_DOAN_RV": stay.diagnosis,
        "QT_BENHLY": paper.course,
        "TOMTAT_KQ": paper.results,
        "PP_DIEUTRI": paper.treatment,
        "KET_QUA_DTRI": stay.outcome,
        "GHI_CHU": paper.note,
        "MA_TTDV": dossier.facility.head,
        "NGAY_CT": paper.on,
    }


def leave(dossier: Dossier) -> dict[str, object]:
    paper = dossier.leave
    assert paper
    return {
        "MA_LK": dossier.stay.number,
        "SO_CT": paper.number,
        "SO_SERI": paper.serial,
        "SO_KCB": paper.record or dossier.stay.number,
        "DON_VI": paper.workplace,
        "MA_BHXH": paper.social_number,
        "MA_THE_BHYT": ";".join(card.number for card in dossier.cards),
        "CHAN_DOAN_RV": paper.diagnosis,
        "PP_DIEUTRI": paper.treatment,
        "MA_DINH_CHI_THAI": "1" if paper.termination else "0",
        "NGUYENNHAN_DINHCHI": paper.termination_why,
        "TUOI_THAI": paper.weeks,
        "SO_NGAY_NGHI": paper.days,
        "TU_NGAY": paper.since,
        "DEN_NGAY": paper.until,
        "HO_TEN_CHA": dossier.person.father,
        "HO_TEN_ME": dossier.person.mother,
        "MA_TTDV": dossier.facility.head,
        "MA_BS": paper.doctor,
        "NGAY_CT": paper.on,
        "MAU_SO": paper.form,
    }


def transfer(dossier: Dossier) -> dict[str, object]:
    paper, stay = dossier.transfer, dossier.stay
    assert paper
    return {
        **who(dossier),
        **entry(dossier),
        **illness(dossier),
        "SO_HOSO": paper.record,
        "SO_CHUYENTUYEN": paper.number,
        "GIAY_CHUYEN_TUYEN": paper.paper,
        "MA_CSKCB": dossier.facility.code,
        "MA_CSKCB_DI": stay.from_facility,
        "MA_CSKCB_DEN": paper.to,
        "MA_NOI_DI": stay.from_facility,
        "MA_NOI_DEN": paper.to,
        "DAU_HIEU_LS": paper.signs,
        "QT_BENHLY": paper.course,
        "TOMTAT_KQ": paper.results,
        "PP_DIEUTRI": paper.treatment,
        "PP_DIEU_TRI": paper.treatment,
        "TINH_TRANG_CT": paper.condition,
        "MA_LOAI_RV": stay.discharge,
        "MA_LYDO_CT": paper.reason,
        "HUONG_DIEU_TRI": paper.plan,
        "PHUONGTIEN_VC": paper.vehicle,
        "HOTEN_NGUOI_HT": paper.escort,
        "CHUCDANH_NGUOI_HT": paper.escort_title,
        "MA_BAC_SI": paper.doctor,
        "MA_TTDV": dossier.facility.head,
    }


def revisit(dossier: Dossier) -> dict[str, object]:
    paper = dossier.revisit
    assert paper
    return {
        **who(dossier),
        **entry(dossier),
        **illness(dossier),
        "SO_GIAYHEN_KL": paper.number,
        "MA_CSKCB": dossier.facility.code,
        "NGAY_HEN_KL": paper.on,
        "MA_DOITUONG_KCB": dossier.stay.route,
        "MA_BAC_SI": paper.doctor,
        "MA_TTDV": dossier.facility.head,
        "NGAY_CT": paper.made,
    }
