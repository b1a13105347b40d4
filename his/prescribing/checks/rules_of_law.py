"""What the Circular asks of a prescription (TT 26/2025/TT-BYT), and what the store and the
insurer would say of it."""

from collections.abc import Sequence
from decimal import Decimal

from his.prescribing.checks.doses import plain
from his.prescribing.checks.doses import quantity as worked_out
from his.prescribing.checks.facts import Course, Found, Person
from his.prescribing.checks.knowledge import Knowledge
from his.prescribing.words import FORM_OF, Form, Severity
from kernel.text import Text

YOUNG = 72  # months: age in months, weight and guardian are written


def check(person: Person, courses: Sequence[Course], known: Knowledge) -> list[Found]:
    new = [each for each in courses if not each.current]
    if not new:
        return []
    found = _person(person)
    for course in new:
        found += _supply(person, course, known)
        found += _line(course)
        found += _store(person, course)
    return found


def form_of(control: str) -> Form:
    """The form on which a drug is prescribed."""
    return FORM_OF.get(control, Form.COMMON)


def days_allowed(control: str, diagnoses: Sequence[str], known: Knowledge) -> int:
    """For how many days a drug may be prescribed with these diagnoses."""
    form = form_of(control)
    most = dict(known.supply).get(form.value, {"N": 7}.get(form.value, 30))
    if form is Form.COMMON:
        for icd, days in known.long_supply:
            if any(code.startswith(icd) for code in diagnoses):
                most = max(most, days)
    return most


def _person(person: Person) -> list[Found]:
    found = []
    if not person.diagnoses:
        found.append(
            _law(
                "law.diagnosis",
                Text(
                    "Đơn thuốc phải có chẩn đoán. Hãy ghi bệnh chính trước khi ký.",
                    "A prescription needs a diagnosis. Enter the main one before signing.",
                ),
            )
        )
    months = person.months
    if months is not None and months < YOUNG:
        if person.weight is None:
            found.append(
                _law(
                    "law.weight",
                    Text(
                        "Trẻ dưới 72 tháng tuổi: đơn phải ghi cân nặng.",
                        "Under 72 months the prescription states the weight.",
                    ),
                )
            )
        if not person.guardian:
            found.append(
                _law(
                    "law.guardian",
                    Text(
                        "Trẻ dưới 72 tháng tuổi: đơn phải ghi người đưa trẻ đến khám.",
                        "Under 72 months the prescription names who brought the child.",
                    ),
                )
            )
    if not person.licensed:
        found.append(
            Found(
                "law.licence",
                Severity.WARNING,
                (),
                Text(
                    "Người ký chưa có số giấy phép hành nghề trong danh sách nhân viên.",
                    "The signer's practising licence is not on the staff list.",
                ),
                "TT 26/2025/TT-BYT",
            )
        )
    return found


def _supply(person: Person, course: Course, known: Knowledge) -> list[Found]:
    most = days_allowed(course.control, person.diagnoses, known)
    if course.days <= most:
        return []
    return [
        _law(
            "law.supply",
            Text(
                "{drug}: {days} ngày, quá số ngày được kê ({most}).",
                "{drug}: {days} days; at most {most} may be prescribed.",
            ).put(drug=course.name, days=course.days, most=most),
            course,
        )
    ]


def _line(course: Course) -> list[Found]:
    found = []
    if not course.known:
        found.append(
            _law(
                "list.ended",
                Text(
                    "{drug} không còn trong danh mục thuốc. Hãy chọn thuốc khác.",
                    "{drug} is no longer on the drug list. Choose another.",
                ).put(drug=course.name),
                course,
            )
        )
    elif not any(i.atc for i in course.ingredients):
        found.append(
            Found(
                "knowledge.missing",
                Severity.INFO,
                (course.code,),
                Text(
                    "{drug} chưa có mã ATC: CHƯA kiểm tra được tương tác, dị ứng nhóm, liều.",
                    "{drug} has no ATC code: interactions, classes and doses were NOT checked.",
                ).put(drug=course.name),
            )
        )
    needed = worked_out(course.takes, course.days, course.per_unit)
    if course.takes and not course.as_needed and course.quantity > max(needed * 2, needed + 1):
        found.append(
            Found(
                "quantity.differs",
                Severity.WARNING,
                (course.code,),
                Text(
                    "{drug}: số lượng {quantity} nhiều hơn cần cho {days} ngày ({needed}).",
                    "{drug}: {quantity} is more than {days} days need ({needed}).",
                ).put(
                    drug=course.name,
                    quantity=plain(course.quantity),
                    days=course.days,
                    needed=plain(needed),
                ),
            )
        )
    return found


def _store(person: Person, course: Course) -> list[Found]:
    found = []
    if person.stock_known:
        left = dict(person.stock).get(course.code, Decimal(0))
        if left < course.quantity:
            found.append(
                Found(
                    "stock.short",
                    Severity.INFO,
                    (course.code,),
                    Text(
                        "{drug}: kho còn {left} {unit}, cần {quantity}.",
                        "{drug}: {left} {unit} in stock, {quantity} needed.",
                    ).put(
                        drug=course.name,
                        left=plain(left),
                        unit=course.unit,
                        quantity=plain(course.quantity),
                    ),
                )
            )
    if person.payer == "bhyt" and not course.in_scope:
        found.append(
            Found(
                "bhyt.scope",
                Severity.INFO,
                (course.code,),
                Text(
                    "{drug} ngoài phạm vi BHYT: người bệnh tự trả.",
                    "{drug} is outside the insurance: the patient pays.",
                ).put(drug=course.name),
            )
        )
    return found


def _law(rule: str, says: Text, course: Course | None = None) -> Found:
    codes = (course.code,) if course else ()
    return Found(rule, Severity.STOP, codes, says, "TT 26/2025/TT-BYT", final=True)
