"""What the shared lists tell others."""

from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChanged(Event):
    """Entries of a list were added, changed, ended or taken back."""

    list_id: str
    actor: Actor
    import_id: UUID | None = None
    code: str | None = None
