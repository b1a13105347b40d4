"""Diagnoses and what must go with them."""

import re
from collections.abc import Iterator

from his.insurance.rules.rule import File, Found, Mend, Rule
from kernel.text import Text

_ICD = re.compile(r"[A-Z]\d{2}(?:\.?\d{1,2})?[*†]?")
_MOST = 12
_OF_WOMEN = (("O00", "O9A"), ("C51", "C58"), ("N70", "N98"), ("D25", "D28"))
_OF_MEN = (("C60", "C63"), ("N40", "N51"))


def _others(file: File) -> list[str]:
    return [code for code in file.head.get("MA_BENH_KT", "").split(";") if code]


def _no_main(file: File) -> Iterator[Found]:
    if not file.head.get("MA_BENH_CHINH"):
        yield Found("XML1", 1, "MA_BENH_CHINH", {})


def _shape(file: File) -> Iterator[Found]:
    for field in ("MA_BENH_CHINH", "MA_BENH_KT"):
        for code in file.head.get(field, "").split(";"):
            if code and not _ICD.fullmatch(code):
                yield Found("XML1", 1, field, {"value": code})


def _unknown(file: File) -> Iterator[Found]:
    icd = file.known.icd
    for code in (file.head.get("MA_BENH_CHINH", ""), *_others(file)):
        if icd is not None and code and _ICD.fullmatch(code) and code not in icd:
            yield Found("XML1", 1, "MA_BENH_CHINH", {"value": code})


def _twice(file: File) -> Iterator[Found]:
    codes = [file.head.get("MA_BENH_CHINH", ""), *_others(file)]
    for code in sorted({c for c in codes if c and codes.count(c) > 1}):
        yield Found("XML1", 1, "MA_BENH_KT", {"value": code})


def _many(file: File) -> Iterator[Found]:
    if len(_others(file)) > _MOST:
        yield Found("XML1", 1, "MA_BENH_KT", {"is_": len(_others(file)), "most": _MOST})


def _not_as_main(file: File) -> Iterator[Found]:
    code = file.head.get("MA_BENH_CHINH", "")
    if code[:1] in ("V", "W", "X", "Y") or code.endswith("*"):
        yield Found("XML1", 1, "MA_BENH_CHINH", {"value": code})


def _accident(file: File) -> Iterator[Found]:
    code = file.head.get("MA_BENH_CHINH", "")
    injured = code[:1] == "S" or ("T00" <= code[:3] <= "T35")
    if injured and not file.head.get("MA_TAI_NAN"):
        yield Found("XML1", 1, "MA_TAI_NAN", {"value": code})


def _sex(file: File) -> Iterator[Found]:
    wrong = {"1": _OF_WOMEN, "2": _OF_MEN}.get(file.head.get("GIOI_TINH", ""), ())
    for code in (file.head.get("MA_BENH_CHINH", ""), *_others(file)):
        if any(first <= code[:3] <= last for first, last in wrong):
            yield Found("XML1", 1, "GIOI_TINH", {"value": code})


RULES = (
    Rule(
        "D01",
        Text("Thiếu bệnh chính", "Main diagnosis missing"),
        Text(
            "Chưa có mã bệnh chính (ICD-10). Ghi ở chẩn đoán của phiếu khám.",
            "There is no main diagnosis (ICD-10). Enter it in the examination.",
        ),
        Mend.EXAM,
        "QĐ 3176/QĐ-BYT, XML1.MA_BENH_CHINH",
        _no_main,
    ),
    Rule(
        "D02",
        Text("Mã ICD-10 sai dạng", "ICD-10 code of the wrong shape"),
        Text("Mã bệnh “{value}” sai dạng ICD-10.", "“{value}” is not an ICD-10 code."),
        Mend.EXAM,
        "QĐ 4469/QĐ-BYT (2020); TT 06/2026/TT-BYT",
        _shape,
    ),
    Rule(
        "D03",
        Text("Mã ICD-10 không có trong danh mục", "Unknown ICD-10 code"),
        Text(
            "Mã bệnh “{value}” không có trong danh mục ICD-10 đang dùng.",
            "“{value}” is not on the ICD-10 list in use.",
        ),
        Mend.EXAM,
        "QĐ 4469/QĐ-BYT (2020); TT 06/2026/TT-BYT",
        _unknown,
    ),
    Rule(
        "D04",
        Text("Mã bệnh trùng", "Diagnosis stated twice"),
        Text(
            "Mã bệnh “{value}” ghi hai lần (bệnh chính và bệnh kèm, hoặc kèm hai lần).",
            "“{value}” stands twice among the diagnoses.",
        ),
        Mend.EXAM,
        "QĐ 3176/QĐ-BYT, XML1.MA_BENH_KT",
        _twice,
    ),
    Rule(
        "D05",
        Text("Quá 12 bệnh kèm theo", "More than 12 secondary diagnoses"),
        Text(
            "Có {is_} mã bệnh kèm theo, tối đa {most}.",
            "{is_} secondary diagnoses, at most {most}.",
        ),
        Mend.EXAM,
        "QĐ 4750/QĐ-BYT, XML1.MA_BENH_KT",
        _many,
    ),
    Rule(
        "D06",
        Text("Mã không được làm bệnh chính", "Code that cannot be the main diagnosis"),
        Text(
            "“{value}” (nguyên nhân ngoài hoặc mã sao) không được là bệnh chính.",
            "“{value}” (external cause or asterisk code) cannot be the main diagnosis.",
        ),
        Mend.EXAM,
        "Hướng dẫn mã hóa ICD-10, QĐ 4469/QĐ-BYT",
        _not_as_main,
    ),
    Rule(
        "D07",
        Text("Chấn thương thiếu mã tai nạn", "Injury without its kind of accident"),
        Text(
            "Bệnh chính {value} là chấn thương: phải chọn mã tai nạn ở Quyền lợi BHYT.",
            "Main diagnosis {value} is an injury: choose the kind of accident under Coverage.",
        ),
        Mend.COVERAGE,
        "QĐ 5937/QĐ-BYT (2021), phụ lục 4",
        _accident,
    ),
    Rule(
        "D08",
        Text("Bệnh không hợp giới tính", "Diagnosis of the other sex"),
        Text(
            "Mã bệnh {value} không hợp với giới tính đã ghi.",
            "{value} does not fit the patient's sex.",
        ),
        Mend.PATIENT,
        "Hướng dẫn mã hóa ICD-10, QĐ 4469/QĐ-BYT",
        _sex,
    ),
)
