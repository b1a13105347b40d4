"""What we agree to, found out by asking the negotiation itself: each class and each syntax of the
standard is proposed to `services.agreed`, as a caller with every right would. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from ris_pacs.archive import service as archive
from ris_pacs.dicom import asking, elsewhere, pdus, requesting, services
from ris_pacs.dicom.nodes import Caller
from ris_pacs.dicom.pdus import ACCEPTED, Proposed, Request

_ALL = Caller(UUID(int=0), "ANY", "", "", None, True, True, True, True)
_RIGHTS: Mapping[str, tuple[bool, bool, bool, bool]] = {
    "store": (True, False, False, False),
    "find": (False, True, False, False),
    "move": (False, False, True, False),
    "commit": (False, False, False, True),
}
_NOBODY = (False, False, False, False)
_PRIVATE = "1.2.3.4.5.6.7.8.9"  # stands for the classes of makers
_STORAGE = "1.2.840.10008.4.2"
_MOST = 120  # contexts of one proposal


@dataclass(frozen=True, slots=True)
class Agrees:
    """A class to which we agree when called."""

    uid: str
    name: str
    syntaxes: tuple[str, ...]
    right: str  # the right that a node needs: store, find, move, commit; "" none


@dataclass(frozen=True, slots=True)
class Uses:
    """A class that we use when we call."""

    uid: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Services, classes and syntaxes."""

    implementation: str
    version: str
    max_pdu: int
    agrees: tuple[Agrees, ...]
    uses: tuple[Uses, ...]
    syntaxes: Mapping[str, str]
    charsets: tuple[str, ...]


@lru_cache(maxsize=1)
def statement() -> Statement:
    """As the code of this installation answers."""
    from pydicom._uid_dict import UID_dictionary

    names = {uid: facts[0] for uid, facts in UID_dictionary.items()}
    classes = [u for u, f in UID_dictionary.items() if f[1] in ("SOP Class", "Meta SOP Class")]
    syntaxes = [u for u, f in UID_dictionary.items() if f[1] == "Transfer Syntax"]
    names[_PRIVATE] = "Private storage classes"
    agrees = []
    for uid in [*classes, _PRIVATE]:
        taken = _taken(uid, syntaxes, _ALL)
        if taken:
            agrees.append(Agrees(uid, names[uid], taken, _right(uid, taken[0])))
    used = tuple({s: names[s] for each in agrees for s in each.syntaxes}.items())
    return Statement(
        pdus.IMPLEMENTATION,
        pdus.VERSION,
        pdus.MAX_PDU,
        tuple(agrees),
        tuple(Uses(uid, names.get(uid, what), what) for uid, what in _used()),
        dict(used),
        archive.CHARSETS,
    )


def _taken(uid: str, syntaxes: list[str], who: Caller) -> tuple[str, ...]:
    contexts = [Proposed(2 * n + 1, uid, (s,)) for n, s in enumerate(syntaxes)]
    found: list[str] = []
    for at in range(0, len(contexts), _MOST):
        part = contexts[at : at + _MOST]
        asked = Request(called="HIS54", calling="ANY", contexts=part)
        agreed = services.agreed(asked, who)
        found += [each.syntax for each in agreed if each.result == ACCEPTED]
    return tuple(found)


def _right(uid: str, syntax: str) -> str:
    """Which one right is enough."""
    for name, rights in {"": _NOBODY, **_RIGHTS}.items():
        who = Caller(UUID(int=0), "ANY", "", "", None, *rights)
        if _taken(uid, [syntax], who):
            return name
    return "store"


def _used() -> list[tuple[str, str]]:
    """What functions of this package ask of others."""
    used = []
    if callable(requesting.echo):
        used.append((requesting.VERIFICATION, "C-ECHO"))
    if callable(requesting.send):
        used.append((_STORAGE, "C-STORE"))
    if callable(services.is_storage):
        used.append((services.COMMITMENT, "N-EVENT-REPORT"))
    used += [(elsewhere.FIND, "C-FIND"), (elsewhere.MOVE, "C-MOVE")]
    used += [(each, "N-ACTION") for each in asking.CLASSES]
    return used
