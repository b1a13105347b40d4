"""What we agree to when somebody calls: which services, for whom, in which syntax. Pure."""

from ris_pacs.dicom.commands import Command
from ris_pacs.dicom.nodes import Caller
from ris_pacs.dicom.pdus import ACCEPTED, NO_ABSTRACT, NO_SYNTAX, Agreed, Proposed, Request
from ris_pacs.dicom.requesting import EXPLICIT, IMPLICIT, VERIFICATION
from ris_pacs.dicom.steps import SOP_CLASS as STEP
from ris_pacs.dicom.worklist import SOP_CLASS as WORKLIST

_ROOT = "1.2.840.10008.5.1.4.1.2."
FIND = {f"{_ROOT}1.1": "PATIENT", f"{_ROOT}2.1": "STUDY"}
MOVE = {f"{_ROOT}1.2": "PATIENT", f"{_ROOT}2.2": "STUDY"}
GET = {f"{_ROOT}1.3": "PATIENT", f"{_ROOT}2.3": "STUDY"}
COMMITMENT = "1.2.840.10008.1.20.1"
_SYNTAXES = "1.2.840.10008.1.2"
_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_STORAGE = (
    "1.2.840.10008.5.1.4.1.1.",
    "1.2.840.10008.5.1.4.34.",
    "1.2.840.10008.5.1.4.39.",
    "1.2.840.10008.5.1.4.43.",
    "1.2.840.10008.5.1.4.44.",
    "1.2.840.10008.5.1.4.45.",
)


def is_storage(abstract: str) -> bool:
    """Every storage class of the standard, and makers' own ones."""
    return abstract.startswith(_STORAGE) or not abstract.startswith("1.2.840.10008.")


def is_step(abstract: str, asked: Command) -> bool:
    """A performed step with its data set."""
    return abstract == STEP and asked.has_data


def agreed(asked: Request, who: Caller) -> list[Agreed]:
    return [_one(each, asked, who) for each in asked.contexts]


def _one(each: Proposed, asked: Request, who: Caller) -> Agreed:
    if not _may(each.abstract, asked, who):
        return Agreed(each.id, NO_ABSTRACT, each.abstract, IMPLICIT)
    if each.abstract in (*FIND, *MOVE, *GET, WORKLIST, STEP, COMMITMENT, VERIFICATION):
        chosen = next((s for s in each.syntaxes if s in (EXPLICIT, IMPLICIT)), "")
    else:
        known = [s for s in each.syntaxes if s.startswith(_SYNTAXES)]
        chosen = next((s for s in known if s != _BIG_ENDIAN), known[0] if known else "")
    if not chosen:
        return Agreed(each.id, NO_SYNTAX, each.abstract, IMPLICIT)
    return Agreed(each.id, ACCEPTED, each.abstract, chosen)


def _may(abstract: str, asked: Request, who: Caller) -> bool:
    if abstract == VERIFICATION:
        return True
    if abstract in FIND or abstract == WORKLIST:
        return who.may_find
    if abstract == STEP:
        return who.may_store
    if abstract in MOVE or abstract in GET:
        return who.may_move
    if abstract == COMMITMENT:
        return who.may_commit or who.we_ask
    receives = asked.roles.get(abstract, (True, False))[1]  # of a C-GET: it is the storage's SCP
    return is_storage(abstract) and (who.may_store or (receives and who.may_move))


def roles(asked: Request, contexts: list[Agreed]) -> dict[str, tuple[bool, bool]]:
    """Those that were asked for, of classes that were agreed to."""
    yes = {each.abstract for each in contexts if each.result == ACCEPTED}
    return {name: role for name, role in asked.roles.items() if name in yes}
