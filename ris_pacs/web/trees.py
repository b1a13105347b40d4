"""Writing structured objects: items, codes, and the evidence that they point at. Needs pydicom."""

from collections.abc import Iterable
from typing import Any

from ris_pacs.web import objects
from ris_pacs.web.objects import Source

DCM = "DCM"
Code = tuple[str, str, str]  # value, scheme, meaning


def code(of: Code) -> Any:
    from pydicom import Dataset

    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = of[0], of[1], of[2][:64]
    return made


def item(kind: str, relation: str = "", name: Code | None = None, **more: Any) -> Any:
    from pydicom import Dataset

    made = Dataset()
    if relation:
        made.RelationshipType = relation
    made.ValueType = kind
    if name:
        made.ConceptNameCodeSequence = [code(name)]
    for keyword, value in more.items():
        setattr(made, keyword, value)
    return made


def container(relation: str, name: Code, content: list[Any], template: str = "") -> Any:
    from pydicom import Dataset

    made = item("CONTAINER", relation, name, ContinuityOfContent="SEPARATE")
    if template:
        used = Dataset()
        used.MappingResource, used.TemplateIdentifier = "DCMR", template
        made.ContentTemplateSequence = [used]
    made.ContentSequence = content
    return made


def observer(name: str) -> list[Any]:
    """Who made it (TID 1002)."""
    person = code(("121006", DCM, "Person"))
    return [
        item(
            "CODE",
            "HAS OBS CONTEXT",
            ("121005", DCM, "Observer Type"),
            ConceptCodeSequence=[person],
        ),
        item(
            "PNAME",
            "HAS OBS CONTEXT",
            ("121008", DCM, "Person Observer Name"),
            PersonName=objects.person(name),
        ),
    ]


def picture(of: Source, frame: int, relation: str) -> Any:
    return item("IMAGE", relation, ReferencedSOPSequence=[reference(of, frame)])


def reference(of: Source, frame: int = 0) -> Any:
    from pydicom import Dataset

    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = of[0].sop_class, of[0].uid
    if frame and of[0].frames > 1:
        made.ReferencedFrameNumber = frame
    return made


def evidence(study_uid: str, sources: Iterable[Source]) -> Any:
    """Current Requested Procedure Evidence: every picture that the content points at, once."""
    from pydicom import Dataset

    by_series: dict[str, dict[str, Any]] = {}
    for each in sources:
        by_series.setdefault(each[1], {})[each[0].uid] = reference(each)
    made = Dataset()
    made.StudyInstanceUID = study_uid
    made.ReferencedSeriesSequence = []
    for uid, found in by_series.items():
        series = Dataset()
        series.SeriesInstanceUID = uid
        series.ReferencedSOPSequence = list(found.values())
        made.ReferencedSeriesSequence.append(series)
    return made


def measured(value: float, unit: Code) -> Any:
    from pydicom import Dataset

    made = Dataset()
    made.NumericValue = f"{value:.10g}"
    made.MeasurementUnitsCodeSequence = [code(unit)]
    return made
