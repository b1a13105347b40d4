"""The tables of drug knowledge, as shared lists: imported, dated, compared and taken back there.

All of them stand on ATC codes, so that they hold for every product of the facility. Those that
come from general knowledge are shown as not yet approved until a pharmacist approves them
(approving.py).
"""

from his.catalogs.slots import Catalogue, Column, Group, Kind
from kernel.text import Text

_PHARMACY = Text("Khoa Dược", "Pharmacy")
_GENERAL = "Kiến thức dược lý chung; cần dược sĩ duyệt"


def _atc(id_: str, title: Text, *headers: str) -> Column:
    return Column(id_, title, Kind.WORDS, headers=headers)


def _pairs(id_: str, title: Text, source: str, *, whole: bool, optional: bool = False) -> Catalogue:
    """Interactions: both sides as ATC beginnings, the first side's name in the entry's name."""
    return Catalogue(
        id=id_,
        title=title,
        group=Group.DRUGS,
        owner=_PHARMACY,
        source=source,
        whole=whole,
        optional=optional,
        headers={"code": ("id",), "name": ("drug_a_vi",)},
        key=(),
        columns=(
            Column("a", Text("Thuốc A", "Drug A"), searched=True),
            Column("b", Text("Thuốc B", "Drug B"), searched=True, headers=("drug_b_vi",)),
            _atc("a_atc", Text("ATC A", "ATC A"), "drug_a_atc"),
            _atc("b_atc", Text("ATC B", "ATC B"), "drug_b_atc"),
            # contraindicated, serious_avoid, major, moderate
            Column("level", Text("Mức", "Level"), required=True, headers=("severity",)),
            # all (absolute): always; conditional: in some patients or doses
            Column("when", Text("Phạm vi", "When"), headers=("scope",)),
            Column("effect", Text("Hậu quả", "Effect"), headers=("effect_vi",)),
            Column("effect_en", Text("Hậu quả (Anh)", "Effect in English")),
            Column("mechanism", Text("Cơ chế", "Mechanism"), headers=("mechanism_en",)),
            Column("action", Text("Xử trí", "What to do"), headers=("management_vi",)),
            Column(
                "action_en", Text("Xử trí (Anh)", "What to do, English"), headers=("management_en",)
            ),
        ),
    )


def _table(id_: str, title: Text, *columns: Column, source: str = _GENERAL) -> Catalogue:
    return Catalogue(
        id=id_,
        title=title,
        group=Group.DRUGS,
        owner=_PHARMACY,
        source=source,
        columns=columns,
    )


_ATC = _atc("atc", Text("ATC", "ATC"))
_LEVEL = Column(
    "level", Text("Mức", "Level"), Kind.CHOICE, choices=("info", "warning", "stop"), required=True
)
_SAYS = Column("says", Text("Lời nhắc", "What it says"))
_SAYS_EN = Column("says_en", Text("Lời nhắc (Anh)", "In English"))

TABLES = (
    _pairs(
        "ddi_ansm",
        Text("Tương tác thuốc: ANSM 10/2020", "Interactions: ANSM October 2020"),
        "ANSM (Pháp), Thésaurus des interactions médicamenteuses, 10/2020",
        whole=True,
    ),
    _pairs(
        "ddi_5948",
        Text("Tương tác thuốc: Quyết định 5948/QĐ-BYT", "Interactions: Decision 5948/QĐ-BYT"),
        "Quyết định 5948/QĐ-BYT ngày 30/12/2021",
        whole=True,
        optional=True,
    ),
    _pairs(
        "ddi_common",
        Text("Tương tác thuốc: bảng của cơ sở", "Interactions: the facility's own table"),
        _GENERAL,
        whole=False,
    ),
    _table(
        "allergy_class",
        Text("Nhóm dị ứng thuốc", "Drug allergy classes"),
        _ATC,
        _atc("cross", Text("Nhóm dị ứng chéo", "Cross classes")),
        Column("words", Text("Tên thường ghi", "Names people write"), Kind.WORDS, searched=True),
        _SAYS_EN,
    ),
    _table(
        "dose_limit",
        Text("Giới hạn liều", "Dose limits"),
        _ATC,
        Column("route", Text("Đường dùng", "Route")),  # oral, parenteral, any
        Column("unit", Text("Đơn vị", "Unit")),
        Column("adult_max_day", Text("Tối đa/ngày người lớn", "Adult a day"), Kind.DECIMAL),
        Column("child_dose", Text("Liều trẻ em", "Child dose"), Kind.DECIMAL),
        Column("child_per", Text("Tính theo", "Per")),  # dose, day (per kg)
        Column("child_max_mg_kg_day", Text("Tối đa mg/kg/ngày", "Most mg/kg/day"), Kind.DECIMAL),
        _SAYS_EN,
    ),
    _table(
        "renal_dose",
        Text("Thuốc và chức năng thận", "Drugs and renal function"),
        _ATC,
        Column("below", Text("eGFR dưới", "eGFR below"), Kind.INTEGER, required=True),
        Column("max_day", Text("Tối đa/ngày (mg)", "Most a day (mg)"), Kind.DECIMAL),
        _LEVEL,
        _SAYS,
        _SAYS_EN,
    ),
    _table(
        "pregnancy_risk",
        Text("Thuốc và thai kỳ", "Drugs in pregnancy"),
        _ATC,
        Column("trimester", Text("Ba tháng", "Trimester")),  # all; T1,T2,T3
        _LEVEL,
        _SAYS,
        _SAYS_EN,
    ),
    _table(
        "lactation_risk",
        Text("Thuốc khi cho con bú", "Drugs in lactation"),
        _ATC,
        _LEVEL,
        _SAYS,
        _SAYS_EN,
    ),
    _table(
        "age_limit",
        Text("Thuốc và tuổi", "Drugs and age"),
        _ATC,
        Column("under", Text("Dưới (tháng tuổi)", "Under (months)"), Kind.INTEGER),
        Column("over", Text("Từ (tháng tuổi)", "From (months)"), Kind.INTEGER),
        _LEVEL,
        _SAYS,
        _SAYS_EN,
    ),
    _table(
        "therapy_group",
        Text("Nhóm điều trị trùng lặp", "Duplicate therapy groups"),
        _ATC,
        Column("most", Text("Nhiều nhất cùng lúc", "Most at once"), Kind.INTEGER),
        _SAYS_EN,
    ),
    _table(
        "disease_risk",
        Text("Thuốc và bệnh (chống chỉ định)", "Drugs and diseases"),
        _ATC,
        _atc("icd", Text("ICD-10", "ICD-10")),
        _LEVEL,
        _SAYS,
        _SAYS_EN,
    ),
    _table(
        "long_supply",
        Text("Bệnh được kê trên 30 ngày", "Diseases with more than 30 days' supply"),
        _atc("icd", Text("ICD-10", "ICD-10")),
        Column("days", Text("Số ngày tối đa", "Most days"), Kind.INTEGER, required=True),
        source="Thông tư 26/2025/TT-BYT: bản rút gọn để thực hành, cơ sở nhập danh mục chính thức",
    ),
    _table(
        "supply_limit",
        Text("Số ngày thuốc tối đa theo loại đơn", "Days' supply by form"),
        Column("days", Text("Số ngày tối đa", "Most days"), Kind.INTEGER, required=True),
        source="Thông tư 26/2025/TT-BYT",
    ),
)

#: Which tables a pharmacist approves (supply_limit and long_supply are the law's).
BY_ID = {each.id: each for each in TABLES}
