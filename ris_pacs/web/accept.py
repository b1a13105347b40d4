"""What a client says that it takes (PS3.18, 8.7: media types with a transfer syntax)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ris_pacs.web.native import XML

ANY = "*"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
_MOST = 4000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One media type of an Accept header. For `multipart/related` `part` says of what."""

    kind: str
    part: str = ""
    syntax: str = ""  # "" where nothing is said, "*" for "as it is stored"
    quality: float = 1.0
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def is_multipart(self) -> bool:
        return self.kind == "multipart/related"

    def takes(self, kind: str) -> bool:
        """Whether a body of this kind is taken."""
        return covers(self.kind, kind)


def covers(pattern: str, kind: str) -> bool:
    if pattern in ("*/*", kind):
        return True
    return pattern.endswith("/*") and kind.startswith(pattern[:-1])


def wanted(header: str | None, asked: str | None = None) -> list[Wanted]:
    """The media types in the order of preference; `accept=` of the address goes before the head."""
    return list(_wanted((asked or header or "*/*")[:_MOST]))


@lru_cache(maxsize=256)
def _wanted(said: str) -> tuple[Wanted, ...]:
    """A viewer says the same with each of a thousand frames."""
    found = [_one(each) for each in _split(said, ",") if each.strip()]
    return tuple(sorted((w for w in found if w.quality > 0), key=lambda w: -w.quality))


def object_kind(wishes: Sequence[Wanted], *, single: bool = False) -> str | None:
    """How objects without pixels are given: as JSON or XML, whichever is taken first; else None.
    A list of objects is XML in parts only; a `single` one without."""
    for each in wishes:
        for kind in ("application/dicom+json", "application/json"):
            if each.takes(kind):
                return kind
        if each.takes(XML) if single else each.is_multipart and covers(each.part, XML):
            return XML
    return None


def header(text: str) -> tuple[str, dict[str, str]]:
    """A header like Content-Type: the value and its parameters."""
    first, *rest = _split(text, ";")
    parameters = {}
    for each in rest:
        name, _, value = each.partition("=")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1].replace('\\"', '"')
        parameters[name.strip().lower()] = value
    return first.strip().lower(), parameters


def _one(text: str) -> Wanted:
    kind, parameters = header(text)
    try:
        quality = float(parameters.get("q", "1"))
    except ValueError:
        quality = 0.0
    return Wanted(
        kind,
        part=parameters.get("type", "*/*" if kind == "multipart/related" else "").lower(),
        syntax=parameters.get("transfer-syntax", ""),
        quality=quality,
        parameters=parameters,
    )


def _split(text: str, at: str) -> Iterator[str]:
    """At the commas (or semicolons) that stand in no quotes."""
    quoted, begun = False, 0
    for place, letter in enumerate(text):
        if letter == '"' and text[place - 1 : place] != "\\":
            quoted = not quoted
        elif letter == at and not quoted:
            yield text[begun:place]
            begun = place + 1
    yield text[begun:]
