"""The front door of the DICOM services: what we are called, and to what we agree."""

from ris_pacs.dicom.nodes import our_port, our_title
from ris_pacs.dicom.statement import Agrees, Statement, Uses, statement
from ris_pacs.dicom.within import found, given, taken

__all__ = [
    "Agrees",
    "Statement",
    "Uses",
    "found",
    "given",
    "our_port",
    "our_title",
    "statement",
    "taken",
]
