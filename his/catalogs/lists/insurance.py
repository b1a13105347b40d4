"""Health insurance and what a visit is coded by."""

from his.catalogs.lists.declaration import Catalogue, Column, Group, Kind
from kernel.text import Text

_INSURANCE = Text("Bộ phận BHYT", "Insurance office")
_PLANNING = Text("Kế hoạch tổng hợp", "Planning department")
_XML = "QĐ 4750/QĐ-BYT sửa đổi QĐ 130/QĐ-BYT"


def _coded(id_: str, vi: str, en: str, field: str, group: Group, source: str = _XML) -> Catalogue:
    """A short list whose codes are the values of one field of the claim file."""
    return Catalogue(
        id=id_,
        title=Text(vi, en),
        group=group,
        owner=_INSURANCE if group is Group.INSURANCE else _PLANNING,
        source=f"{source}, {field}" if field else source,
        official=True,
        headers={"code": (field.split(".")[-1],)} if field else {},
    )


INSURANCE = (
    Catalogue(
        id="visit_eligibility",
        title=Text("Đối tượng đến khám (MA_DOITUONG_KCB)", "Eligibility of a visit"),
        group=Group.INSURANCE,
        owner=_INSURANCE,
        source="Quyết định 2010/QĐ-BYT và 3276/QĐ-BYT năm 2025",
        official=True,
        repeats="listed",  # one row for each period or condition of the same code
        headers={"code": ("MA_DOITUONG_KCB",)},
        columns=(
            Column(
                "benefit_note",
                Text("Mức hưởng", "Benefit"),
                headers=("benefit_note_vi",),
            ),
            Column("legal_basis", Text("Căn cứ", "Legal basis"), headers=("legal_basis_vi",)),
            Column("route_ratio", Text("Tỷ lệ theo tuyến", "Ratio by route"), Kind.DECIMAL),
        ),
    ),
    Catalogue(
        id="insured_group",
        title=Text("Đối tượng thẻ BHYT", "Groups of the insured"),
        group=Group.INSURANCE,
        owner=_INSURANCE,
        source="Quyết định 1351/QĐ-BHXH năm 2015 và sửa đổi",
        columns=(
            Column(
                "benefit_level",
                Text("Mức hưởng (ký tự 3)", "Benefit level (third character)"),
                Kind.INTEGER,
                required=True,
            ),
        ),
    ),
    Catalogue(
        id="benefit_level",
        title=Text("Mức hưởng BHYT", "Benefit levels"),
        group=Group.INSURANCE,
        owner=_INSURANCE,
        source="Luật BHYT, Điều 22; Quyết định 1351/QĐ-BHXH",
        official=True,
        columns=(Column("percent", Text("Tỷ lệ (%)", "Percent"), Kind.INTEGER, required=True),),
    ),
    _coded("region", "Khu vực (K1, K2, K3)", "Regions", "XML1.MA_KHUVUC", Group.INSURANCE),
    _coded("payment_scope", "Phạm vi chi trả", "Payment scope", "XML2.PHAM_VI", Group.INSURANCE),
    _coded(
        "payment_method",
        "Phương thức thanh toán",
        "Payment method",
        "XML2.MA_PTTT",
        Group.INSURANCE,
    ),
    _coded("other_payer", "Nguồn chi trả khác", "Other payers", "XML2.NGUON_CTRA", Group.INSURANCE),
    _coded(
        "card_check",
        "Kết quả kiểm tra thẻ",
        "Results of a card check",
        "",
        Group.INSURANCE,
        "Công văn 1923/BHXH",
    ),
    Catalogue(
        id="base_salary",
        title=Text("Lương cơ sở", "Base salary"),
        group=Group.INSURANCE,
        owner=_INSURANCE,
        source="Nghị định về mức lương cơ sở",
        official=True,
        columns=(Column("amount", Text("Số tiền", "Amount"), Kind.MONEY, required=True),),
    ),
)

VISIT = (
    _coded(
        "visit_kind", "Loại hình khám chữa bệnh", "Kinds of visits", "XML1.MA_LOAI_KCB", Group.VISIT
    ),
    _coded(
        "treatment_result",
        "Kết quả điều trị",
        "Results of treatment",
        "XML1.KET_QUA_DTRI",
        Group.VISIT,
    ),
    _coded("discharge_type", "Loại ra viện", "Kinds of discharge", "XML1.MA_LOAI_RV", Group.VISIT),
    _coded(
        "accident",
        "Tai nạn thương tích",
        "Accidents",
        "XML1.MA_TAI_NAN",
        Group.VISIT,
        "Quyết định 5937/QĐ-BYT năm 2021",
    ),
    _coded(
        "referral_reason",
        "Lý do chuyển cơ sở",
        "Reasons for referral",
        "XML13.MA_LYDO_CT",
        Group.VISIT,
    ),
    Catalogue(
        id="payer",
        title=Text("Đối tượng thanh toán", "Payer classes"),
        group=Group.VISIT,
        owner=_PLANNING,
        source="Cơ sở tự lập",
    ),
    Catalogue(
        id="priority",
        title=Text("Đối tượng ưu tiên", "Priority classes"),
        group=Group.VISIT,
        owner=_PLANNING,
        source="Cơ sở tự lập",
    ),
    Catalogue(
        id="care_level",
        title=Text("Chế độ chăm sóc", "Care levels"),
        group=Group.VISIT,
        owner=Text("Điều dưỡng", "Nursing"),
        source="Thông tư 31/2021/TT-BYT, Điều 8",
    ),
    Catalogue(
        id="triage",
        title=Text("Phân loại cấp cứu", "Triage levels"),
        group=Group.VISIT,
        owner=Text("Cấp cứu", "Emergency"),
        source="ESI, ATS, Manchester: mức và thời gian",
        key=("scale", "level"),
        columns=(
            Column("scale", Text("Thang", "Scale"), required=True),
            Column("level", Text("Mức", "Level"), required=True),
            Column("colour", Text("Màu", "Colour")),
            Column("max_wait_min", Text("Chờ tối đa (phút)", "Longest wait (min)"), Kind.INTEGER),
        ),
    ),
)
