"""The front door of consultations."""

from ris_pacs.consult.models import Consultation, ConsultState
from ris_pacs.consult.opening import open_on

__all__ = ["ConsultState", "Consultation", "open_on"]
