"""Diagnoses: ICD-10 with its rules and pairs, ICD-9-CM, traditional medicine."""

from his.catalogs import icd
from his.catalogs.lists.declaration import Catalogue, Column, Group, Kind
from kernel.text import Text

_RECORDS = Text("Kế hoạch tổng hợp", "Medical records")
_ICD = "Thông tư 06/2026/TT-BYT (từ 01/7/2026); Quyết định 4469/QĐ-BYT năm 2020"
_QD4469 = "Quyết định 4469/QĐ-BYT năm 2020"

DIAGNOSES = (
    Catalogue(
        id="icd10",
        title=Text("ICD-10", "ICD-10"),
        group=Group.DIAGNOSIS,
        owner=_RECORDS,
        source=_ICD,
        official=True,
        whole=True,
        shape=icd.dotted,
        repeats="joined",  # Decision 4469 has a code and the same with its mark in two rows
        headers={
            "code": ("Mã bệnh", "MA_BENH", "Mã ICD", "Mã ICD-10"),
            "name": ("Tên bệnh", "TEN_BENH", "Tên tiếng Việt"),
            "name_en": ("Disease name", "Tên tiếng Anh"),
        },
        columns=(
            Column("chapter", Text("Chương", "Chapter"), Kind.CODE, of="icd10_chapter"),
            Column("block", Text("Nhóm", "Block"), Kind.CODE, of="icd10_block"),
            Column("dagger_asterisk", Text("Dấu", "Mark"), Kind.CHOICE, choices=("†", "*")),
            Column("not_principal", Text("Không làm bệnh chính", "Not as main"), Kind.FLAG),
            Column(
                "discouraged_principal",
                Text("Hạn chế làm bệnh chính", "Discouraged as main"),
                Kind.FLAG,
            ),
            Column(
                "use_more_specific", Text("Cần mã chi tiết hơn", "Use more specific"), Kind.FLAG
            ),
            Column(
                "cause_of_death_only", Text("Chỉ cho tử vong", "Causes of death only"), Kind.FLAG
            ),
            Column("sex", Text("Giới tính", "Sex"), Kind.CHOICE, choices=("F", "M")),
            Column(
                "coding_note", Text("Hướng dẫn mã hóa", "Coding note"), headers=("coding_note_vi",)
            ),
            Column(
                "long_prescription",
                Text("Được kê trên 30 ngày", "Prescription over 30 days"),
                Kind.FLAG,
                headers=("rx_over_30_days",),
            ),
            Column(
                "prescription_days",
                Text("Số ngày kê tối đa", "Most days"),
                Kind.INTEGER,
                headers=("rx_max_days",),
            ),
            Column(
                "transfer_annexes",
                Text("Phụ lục TT 01/2025", "Annexes of Circular 01/2025"),
                Kind.WORDS,
                headers=("tt01_2025_annexes",),
            ),
            Column("aka", Text("Tên gọi khác", "Also known as"), Kind.WORDS, searched=True),
        ),
    ),
    Catalogue(
        id="icd10_chapter",
        title=Text("Chương ICD-10", "ICD-10 chapters"),
        group=Group.DIAGNOSIS,
        owner=_RECORDS,
        source=_ICD,
        official=True,
        headers={"code": ("chapter", "Chương")},
        columns=(Column("range", Text("Phạm vi mã", "Range"), required=True),),
    ),
    Catalogue(
        id="icd10_block",
        title=Text("Nhóm bệnh ICD-10", "ICD-10 blocks"),
        group=Group.DIAGNOSIS,
        owner=_RECORDS,
        source=_ICD,
        official=True,
        headers={"code": ("block", "Nhóm")},
        columns=(
            Column("chapter", Text("Chương", "Chapter"), Kind.CODE, of="icd10_chapter"),
            Column("level", Text("Cấp", "Level"), Kind.INTEGER),
        ),
    ),
    Catalogue(
        id="icd10_rule",
        title=Text("Quy tắc giới, tuổi, bệnh chính", "ICD-10 rules of sex, age, main diagnosis"),
        group=Group.DIAGNOSIS,
        owner=_RECORDS,
        source=_QD4469,
        official=True,
        whole=True,
        key=("icd", "rule", "sex", "age_min", "age_max", "age_unit"),
        columns=(
            Column(
                "icd",
                Text("Mã ICD-10", "ICD-10 code"),
                Kind.CODE,
                of="icd10",
                required=True,
                searched=True,
                headers=("code",),
            ),
            Column(
                "rule",
                Text("Quy tắc", "Rule"),
                Kind.CHOICE,
                choices=("not_principal", "sex", "age"),
                required=True,
            ),
            Column("sex", Text("Giới tính", "Sex"), Kind.CHOICE, choices=("F", "M")),
            Column("age_min", Text("Tuổi từ", "Age from"), Kind.INTEGER),
            Column("age_max", Text("Tuổi đến", "Age to"), Kind.INTEGER),
            Column("age_unit", Text("Đơn vị tuổi", "Age in"), Kind.CHOICE, choices=("day", "year")),
        ),
    ),
    Catalogue(
        id="icd10_pair",
        title=Text("Cặp mã kiếm và sao", "Dagger and asterisk pairs"),
        group=Group.DIAGNOSIS,
        owner=_RECORDS,
        source=_QD4469,
        official=True,
        whole=True,
        key=("dagger", "asterisk"),
        headers={"name": ("asterisk_name_vi",)},
        columns=(
            Column(
                "dagger",
                Text("Mã kiếm (†)", "Dagger code"),
                Kind.CODE,
                of="icd10",
                required=True,
                headers=("dagger_code",),
            ),
            Column(
                "asterisk",
                Text("Mã sao (*)", "Asterisk code"),
                Kind.CODE,
                of="icd10",
                required=True,
                searched=True,
                headers=("asterisk_code",),
            ),
        ),
    ),
    Catalogue(
        id="icd9cm",
        title=Text("ICD-9-CM, phẫu thuật thủ thuật", "ICD-9-CM procedures"),
        group=Group.DIAGNOSIS,
        owner=_RECORDS,
        source="Quyết định 4440/QĐ-BYT",
        official=True,
        whole=True,
        headers={"code": ("Mã ICD-9-CM", "icd9cm"), "name": ("icd9cm_name_vi",)},
        columns=(
            Column("chapter", Text("Chương", "Chapter"), headers=("chapter_vi", "icd9cm_chapter")),
        ),
    ),
    Catalogue(
        id="traditional_diagnosis",
        title=Text("Bệnh danh y học cổ truyền (U50-U67)", "Traditional medicine diagnoses"),
        group=Group.DIAGNOSIS,
        owner=Text("Y học cổ truyền", "Traditional medicine"),
        source="Quyết định 7603/QĐ-BYT, phụ lục 7",
        official=True,
        headers={"code": ("MA_BENH_YHCT",)},
        columns=(
            Column(
                "icd10",
                Text("Mã ICD-10", "ICD-10 code"),
                Kind.CODE,
                of="icd10",
                searched=True,
                headers=("icd",),
            ),
        ),
    ),
)
