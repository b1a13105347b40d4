"""Prescriptions on paper: A5 with the Circular's fields, and a sheet on how to take it all."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.encounters import service as encounters
from his.patients import service as patients
from his.prescribing import drafting, permissions
from his.prescribing.checks.doses import plain
from his.prescribing.errors import NotSigned
from his.prescribing.models import Prescription, PrescriptionLine
from his.prescribing.wanted import shown
from his.prescribing.words import Form, PrescriptionState
from kernel import printing
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.text import Language, Text

_PRINTS = Path(__file__).parent / "prints"

PRESCRIPTION = printing.Print(
    id="his.prescribing.prescription",
    title=Text("Đơn thuốc", "Prescription"),
    template=_PRINTS / "prescription.typ",
    needs=permissions.PRINT,
    again=permissions.REPRINT,
)
USAGE = printing.Print(
    id="his.prescribing.usage",
    title=Text("Hướng dẫn dùng thuốc", "How to take the drugs"),
    template=_PRINTS / "usage.typ",
    needs=permissions.PRINT,
)

_TITLES = {
    Form.COMMON: Text("Đơn thuốc", "Prescription"),
    Form.PSYCHOTROPIC: Text("Đơn thuốc “H”", "Prescription “H”"),
    Form.NARCOTIC: Text("Đơn thuốc “N”", "Prescription “N”"),
}


def print_prescription(
    db: Session, actor: Actor, prescription_id: UUID, *, language: Language
) -> printing.Printed:
    """Raises NotSigned, ReprintNotAllowed."""
    return _print(db, actor, PRESCRIPTION, prescription_id, language)


def print_usage(
    db: Session, actor: Actor, prescription_id: UUID, *, language: Language
) -> printing.Printed:
    """Raises NotSigned."""
    return _print(db, actor, USAGE, prescription_id, language)


def _print(
    db: Session, actor: Actor, form: printing.Print, prescription_id: UUID, language: Language
) -> printing.Printed:
    prescription = drafting.get(db, actor, prescription_id)
    if prescription.state is not PrescriptionState.SIGNED:
        raise NotSigned
    return printing.render(
        db,
        actor,
        form,
        subject=("patient", prescription.patient_id),
        document=prescription.id,
        data=data(db, actor, prescription, language),
        code=prescription.code or "",
        language=language,
    )


def data(
    db: Session, actor: Actor, prescription: Prescription, language: Language
) -> dict[str, Any]:
    """What the Circular wants on the paper, as it stood at signing."""
    patient = patients.get(db, actor, prescription.patient_id)
    encounter = encounters.get(db, actor, prescription.encounter_id)
    papers = {d.kind: d.value for d in patients.documents(db, patient.id)}
    facts: dict[str, Any] = prescription.facts or {}
    signed = (prescription.signed_at or prescription.drafted_at).astimezone(LOCAL)
    months = facts.get("age", "")
    return {
        "title": _TITLES[prescription.form].to(language),
        "form": prescription.form.value,
        "code": prescription.code,
        "patient": {
            "name": patient.name,
            "code": patient.code,
            "sex": patient.sex.value,
            "birth": shown(patient.birth),
            "age": months,
            "cccd": papers.get(patients.IdentifierKind.CCCD, ""),
            "card": papers.get(patients.IdentifierKind.BHYT, ""),
            "address": patient.street or "",
            "phone": patient.phone or "",
        },
        "encounter": encounter.code,
        "weight": plain(prescription.weight) if prescription.weight else "",
        "guardian": prescription.guardian,
        "diagnoses": [
            f"{d['name']}{' (' + d['note'] + ')' if d['note'] else ''} ({d['code']})"
            for d in facts.get("diagnoses", ())
        ],
        "lines": [_line(each) for each in drafting.lines(db, prescription.id)],
        "advice": prescription.advice,
        "follow_up": f"{prescription.follow_up:%d/%m/%Y}" if prescription.follow_up else "",
        "doctor": prescription.signed_by_name,
        "licence": prescription.licence,
        "signed": signed.strftime("%H:%M %d/%m/%Y"),
        "date": {"day": signed.day, "month": signed.month, "year": signed.year},
        "valid_to": f"{prescription.valid_to:%d/%m/%Y}" if prescription.valid_to else "",
    }


def _line(line: PrescriptionLine) -> dict[str, Any]:
    facts: dict[str, Any] = line.facts or {}
    quantity = plain(line.quantity)
    takes = (line.morning, line.noon, line.afternoon, line.evening)
    if line.control in ("narcotic", "psychotropic", "precursor"):
        quantity = in_words(line.quantity) or quantity
    elif line.quantity < 10 and line.quantity == line.quantity.to_integral_value():
        quantity = f"0{quantity}"  # so that nobody writes a digit before it
    return {
        "name": line.name,
        "substance": line.substance,
        "strength": line.strength,
        "brand": facts.get("brand") or "",
        "quantity": quantity,
        "unit": line.unit,
        "dose": line.dose,
        "days": line.days,
        "instruction": line.instruction,
        "takes": [plain(t) if t else "" for t in takes],
        "use_unit": line.use_unit,
    }


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: Any) -> str:
    """ "Hai mươi mốt": amounts of narcotics are written in words; whole numbers below 1000."""
    if number != int(number) or not 0 < number < 1000:
        return ""
    hundreds, rest = divmod(int(number), 100)
    tens, ones = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds else []
    if tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif hundreds and ones:
        words.append("lẻ")
    if ones:
        words.append(
            "mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _DIGITS[ones]
        )
    text = " ".join(words)
    return text[:1].upper() + text[1:]
