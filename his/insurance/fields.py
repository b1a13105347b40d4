"""What several tables say alike: who, when, which illness; and how values are written. Pure."""

from datetime import date, datetime
from decimal import Decimal

from his.insurance.dossier import Dossier

ENDS_AT_NIGHT_KINDS = frozenset({"02", "05", "07"})

#: XML5 goes with these kinds of visit (MA_LOAI_KCB), XML7 and XML8 with those; XML13 with these
#: ways of ending it (MA_LOAI_RV). Notes under the tables of QĐ 4750.
WITH_COURSE_KINDS = frozenset({"02", "03", "04", "05", "06", "08", "09"})
WITH_DISCHARGE_KINDS = frozenset({"02", "03", "04", "06", "08"})
WITH_SUMMARY_KINDS = frozenset({"03", "04", "06"})
TRANSFERRED_KINDS = frozenset({"2", "5"})


def birth_text(birth: str, time: str = "") -> str:
    """NGAY_SINH: unknown day and month are 0000, unknown hour and minute too."""
    year, month, day = (*birth.split("-"), "", "")[:3]
    known = f"{year}{month or '00'}{day or '00'}"
    return known + (time.replace(":", "") if time and day else "0000")


def left_text(dossier: Dossier) -> str:
    """NGAY_RA; treatment that goes on at home ends at 23:59 of its day."""
    left = dossier.stay.left
    return (
        f"{left:%Y%m%d}2359" if dossier.stay.kind in ENDS_AT_NIGHT_KINDS else f"{left:%Y%m%d%H%M}"
    )


def who(dossier: Dossier) -> dict[str, object]:
    person = dossier.person
    return {
        "MA_LK": dossier.stay.number,
        "MA_BN": person.code,
        "HO_TEN": person.name.upper(),
        "SO_CCCD": person.identity,
        "NGAY_SINH": birth_text(person.birth, person.birth_time),
        "GIOI_TINH": person.sex,
        "MA_QUOCTICH": person.nationality,
        "MA_DANTOC": person.ethnic_group,
        "MA_NGHE_NGHIEP": person.occupation,
        "DIA_CHI": person.address,
    }


def entry(dossier: Dossier) -> dict[str, object]:
    stay = dossier.stay
    return {
        "MA_THE_BHYT": ";".join(card.number for card in dossier.cards),
        "MA_DKBD": ";".join(card.facility for card in dossier.cards),
        "GT_THE_TU": ";".join(text(card.since, None, 8) for card in dossier.cards),
        "GT_THE_DEN": ";".join(text(card.until, None, 8) for card in dossier.cards),
        "NGAY_VAO": stay.arrived,
        "NGAY_VAO_NOI_TRU": stay.admitted,
        "NGAY_RA": left_text(dossier),
    }


def illness(dossier: Dossier) -> dict[str, object]:
    stay = dossier.stay
    return {
        "CHAN_DOAN_RV": stay.diagnosis,
        "MA_BENH_CHINH": stay.icd,
        "MA_BENH_KT": ";".join(stay.icd_others),
        "MA_BENH_YHCT": ";".join(stay.traditional),
    }


def text(value: object, decimals: int | None, clock: int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.{decimals}f}" if decimals is not None else plain(value)
    if isinstance(value, datetime):
        return f"{value:%Y%m%d}" if clock == 8 else f"{value:%Y%m%d%H%M}"
    if isinstance(value, date):
        return f"{value:%Y%m%d}" + ("0000" if clock == 12 else "")
    return str(value)


def plain(number: Decimal) -> str:
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
