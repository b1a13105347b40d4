"""The front door of the DICOM services: what we are called, and to what we agree."""

from ris_pacs.dicom.nodes import our_port, our_title
from ris_pacs.dicom.statement import Agrees, Statement, Uses, statement

__all__ = ["Agrees", "Statement", "Uses", "our_port", "our_title", "statement"]
