"""What costs something has happened. Published by whoever does it; his.billing alone listens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeArose(Event):
    """Something was ordered, opened or handed out that has a price (phát sinh chi phí).

    `source` and `source_id` name the row that it is for (table, id): a second one for a row
    that is charged already changes nothing. `kind` is service, drug or supply. `unit_price` is
    given where the thing itself has one (a lot's tender price), else the price list says it.
    `facts`: what the claim needs (lot, registration_no, tender, route, dose, days, device ...).
    `performed_at`: where it is done already, by the actor. `more_follow`: further ones of the
    same visit come at once, and its account is worked out after the last.
    """

    source: str
    source_id: UUID
    encounter_id: UUID
    patient_id: UUID
    site_id: UUID
    kind: str
    code: str
    name: str
    quantity: Decimal
    ordered_at: datetime
    ordered_by: UUID
    ordered_by_name: str
    actor: Actor
    department_id: UUID | None = None
    room_id: UUID | None = None
    unit_price: Decimal | None = None
    performed_at: datetime | None = None
    more_follow: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePerformed(Event):
    """What was charged has been done (đã thực hiện)."""

    source: str
    source_id: UUID
    performed_at: datetime
    performed_by: UUID
    performed_by_name: str
    actor: Actor
    resulted_at: datetime | None = None
    machines: str = ""  # of the house's list `machine`, by `;`


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeWithdrawn(Event):
    """It will not be done, or came back (hủy, trả lại); `quantity` None: all of it."""

    source: str
    source_id: UUID
    reason: str
    actor: Actor
    quantity: Decimal | None = None
