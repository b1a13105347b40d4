"""The front door of the quality desk: which corrections a study has had."""

from ris_pacs.quality.correcting import get, of_study
from ris_pacs.quality.models import Correction, CorrectionCode, CorrectionKind, CorrectionState

__all__ = [
    "Correction",
    "CorrectionCode",
    "CorrectionKind",
    "CorrectionState",
    "get",
    "of_study",
]
