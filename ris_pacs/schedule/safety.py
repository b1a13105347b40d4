"""The questions before an exam, and what an answer means. Pure: values in, values out.

Pregnancy is asked of women of 12 to 50 where X-rays or a magnet are used; contrast asks for the
kidneys (eGFR of the record), allergies and consent; a magnet for everything of metal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from kernel.text import Text
from ris_pacs.schedule.states import Contrast, SafetyForm

YOUNGEST, OLDEST = 12, 50
RADIATION = frozenset({"CT", "DX", "CR", "XA", "RF", "MG", "PX", "IO"})
FRESH = timedelta(days=90)
_LOW, _LOWER = Decimal(45), Decimal(30)


@dataclass(frozen=True, slots=True)
class Question:
    """Answered yes, no or unknown."""

    id: str
    asks: Text
    #: stop: yes (or not known) stops; warn: yes is said.
    weight: str
    says: Text


@dataclass(frozen=True, slots=True)
class Person:
    """Whose exam it is, as far as the questions go."""

    years: int | None
    female: bool


@dataclass(frozen=True, slots=True)
class Kidneys:
    """The last eGFR of the record."""

    egfr: Decimal | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Concern:
    """What an answer (or a missing value) means."""

    id: str
    stops: bool
    says: Text


PREGNANT = Question(
    "pregnant",
    Text("Có thai hoặc có thể có thai?", "Pregnant, or possibly pregnant?"),
    "stop",
    Text(
        "Có thai hoặc chưa rõ có thai hay không.",
        "She is pregnant, or nobody knows whether she is.",
    ),
)
_CONTRAST = (
    Question(
        "contrast_reaction",
        Text("Từng phản ứng với thuốc cản quang?", "A reaction to contrast before?"),
        "stop",
        Text("Từng phản ứng với thuốc cản quang.", "There was a reaction to contrast before."),
    ),
    Question(
        "allergy",
        Text("Hen, dị ứng nặng?", "Asthma, a severe allergy?"),
        "warn",
        Text("Hen hoặc dị ứng nặng: chuẩn bị cấp cứu phản vệ.", "Asthma or allergy: be prepared."),
    ),
    Question(
        "kidney",
        Text("Bệnh thận, lọc máu?", "Kidney disease, dialysis?"),
        "warn",
        Text("Có bệnh thận.", "There is kidney disease."),
    ),
    Question(
        "metformin",
        Text("Đang uống metformin?", "Takes metformin?"),
        "warn",
        Text("Đang uống metformin.", "Takes metformin."),
    ),
    Question(
        "thyroid",
        Text("Cường giáp, sắp điều trị iod phóng xạ?", "Hyperthyroid, or radio-iodine planned?"),
        "warn",
        Text("Cường giáp hoặc sắp điều trị iod.", "Hyperthyroid, or radio-iodine is planned."),
    ),
)
_MR = (
    Question(
        "pacemaker",
        Text("Máy tạo nhịp, máy phá rung?", "Pacemaker, defibrillator?"),
        "stop",
        Text("Có (hoặc chưa rõ có) máy tạo nhịp.", "There is, or may be, a pacemaker."),
    ),
    Question(
        "clip",
        Text("Kẹp phình mạch não?", "Aneurysm clip?"),
        "stop",
        Text("Có (hoặc chưa rõ có) kẹp mạch não.", "There is, or may be, an aneurysm clip."),
    ),
    Question(
        "stimulator",
        Text("Ốc tai điện tử, máy kích thích, bơm thuốc?", "Cochlear implant, stimulator, pump?"),
        "stop",
        Text("Có (hoặc chưa rõ có) máy cấy ghép.", "There is, or may be, an implanted device."),
    ),
    Question(
        "metal_eye",
        Text("Mảnh kim loại trong mắt, từng bị bắn?", "Metal in the eye, gunshot?"),
        "stop",
        Text("Có (hoặc chưa rõ có) mảnh kim loại.", "There are, or may be, metal fragments."),
    ),
    Question(
        "implant",
        Text("Khớp, nẹp, stent, van tim nhân tạo?", "Joint, plate, stent, heart valve?"),
        "warn",
        Text("Có vật cấy ghép: xem giấy của nhà sản xuất.", "An implant: see its maker's card."),
    ),
    Question(
        "narrow",
        Text("Sợ chỗ hẹp?", "Afraid of narrow places?"),
        "warn",
        Text("Sợ chỗ hẹp: cần người đi cùng.", "Claustrophobia: somebody should be near."),
    ),
)
QUESTIONS = {q.id: q for q in (PREGNANT, *_CONTRAST, *_MR)}


def asked(
    form: SafetyForm, modality: str, contrast: Contrast, person: Person
) -> tuple[Question, ...]:
    """What is asked before such an exam of such a person."""
    found: list[Question] = []
    fertile = person.female and (person.years is None or YOUNGEST <= person.years <= OLDEST)
    if fertile and (modality in RADIATION or modality == "MR"):
        found.append(PREGNANT)
    if contrast is Contrast.GIVEN or (form is SafetyForm.CONTRAST and contrast != Contrast.NONE):
        found += _CONTRAST
    if form is SafetyForm.MR or modality == "MR":
        found += _MR
    return tuple(found)


def judged(
    questions: tuple[Question, ...],
    answers: Mapping[str, str],
    *,
    contrast: Contrast,
    modality: str,
    kidneys: Kidneys,
    now: datetime,
    emergency: bool,
) -> list[Concern]:
    """What speaks against it; those that stop first."""
    found = []
    for each in questions:
        said = answers.get(each.id, "unknown")
        plain_magnet = each.id == "pregnant" and modality == "MR" and contrast != Contrast.GIVEN
        if each.weight == "stop" and said != "no":
            found.append(Concern(each.id, not plain_magnet, each.says))
        elif said == "yes":
            found.append(Concern(each.id, False, each.says))
    if contrast is Contrast.GIVEN:
        found += _kidneys(kidneys, now, emergency)
    return sorted(found, key=lambda c: not c.stops)


def _kidneys(of: Kidneys, now: datetime, emergency: bool) -> list[Concern]:
    if of.egfr is None or of.at is None or now - of.at > FRESH:
        says = Text(
            "Chưa có eGFR trong 90 ngày: hãy xét nghiệm creatinin trước khi tiêm.",
            "There is no eGFR of the last 90 days: measure creatinine before the injection.",
        )
        return [Concern("egfr_unknown", not emergency, says)]
    said = f"{of.egfr:.0f}"
    if of.egfr < _LOWER:
        says = Text(
            f"eGFR {said} dưới 30: không tiêm thuốc cản quang.",
            f"eGFR {said} is below 30: no contrast is injected.",
        )
        return [Concern("egfr_low", True, says)]
    if of.egfr < _LOW:
        says = Text(
            f"eGFR {said}: bù dịch, dùng liều thấp nhất.",
            f"eGFR {said}: hydrate, the lowest dose.",
        )
        return [Concern("egfr_low", False, says)]
    return []
