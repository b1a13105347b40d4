"""What a new installation begins with: templates per specialty and phrases, to be changed."""

import json
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from his.outpatient.template_models import ExamTemplate, Phrase, Specialty

_FOLDER = Path(__file__).parents[2] / "seed" / "clinical"


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return found


def templates(db: Session) -> None:
    """Once: what the facility changed or ended stays as it is."""
    if not db.exec(select(col(ExamTemplate.id)).limit(1)).first():
        for each in _read("exam_templates.json"):
            db.add(ExamTemplate(**{**each, "specialty": Specialty(each["specialty"])}))
    if not db.exec(select(col(Phrase.id)).limit(1)).first():
        for each in _read("phrases.json"):
            db.add(Phrase(**each))
