"""On which screen a field is mended."""

from his.insurance.rules.rule import Mend

_OF_THE_PATIENT = frozenset(
    {
        "HO_TEN",
        "SO_CCCD",
        "NGAY_SINH",
        "GIOI_TINH",
        "NHOM_MAU",
        "MA_QUOCTICH",
        "MA_DANTOC",
        "MA_NGHE_NGHIEP",
        "DIA_CHI",
        "MATINH_CU_TRU",
        "MAXA_CU_TRU",
        "DIEN_THOAI",
    }
)
_OF_THE_COVERAGE = frozenset(
    {
        "MA_THE_BHYT",
        "MA_DKBD",
        "GT_THE_TU",
        "GT_THE_DEN",
        "NGAY_MIEN_CCT",
        "MA_DOITUONG_KCB",
        "MA_NOI_DI",
        "MA_TAI_NAN",
        "GIAY_CHUYEN_TUYEN",
        "MA_KHUVUC",
        "NAM_NAM_LIEN_TUC",
        "MA_LOAI_KCB",
    }
)
_OF_THE_EXAM = frozenset(
    {
        "LY_DO_VV",
        "LY_DO_VNT",
        "CHAN_DOAN_VAO",
        "CHAN_DOAN_RV",
        "MA_BENH_KT",
        "PP_DIEU_TRI",
        "KET_QUA_DTRI",
        "MA_LOAI_RV",
        "GHI_CHU",
        "CAN_NANG",
    }
)
_OF_TABLE = {
    "XML2": Mend.DRUGS,
    "XML3": Mend.ORDERS,
    "XML4": Mend.ORDERS,
    "XML5": Mend.EXAM,
    "XML7": Mend.EXAM,
    "XML8": Mend.EXAM,
    "XML11": Mend.PAPERS,
    "XML13": Mend.PAPERS,
    "XML14": Mend.PAPERS,
}


def screen_of(table: str, field: str) -> Mend | None:
    """Where a field comes from; None where only the dossier itself knows."""
    if field in _OF_THE_PATIENT:
        return Mend.PATIENT
    if field in _OF_THE_COVERAGE:
        return Mend.COVERAGE
    return Mend.EXAM if field in _OF_THE_EXAM else _OF_TABLE.get(table)
