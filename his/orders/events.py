"""One event per change of an order. Handlers run in the same transaction."""

from dataclasses import dataclass
from uuid import UUID

from his.orders.models import OrderKind
from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(Event):
    """What every order event tells; listen to its subclasses."""

    order_id: UUID
    kind: OrderKind
    service_code: str
    patient_id: UUID
    encounter_id: UUID
    site_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(OrderChanged):
    """A doctor asked for a service. `kind` says who may perform it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAccepted(OrderChanged):
    """Those who perform it have taken it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStarted(OrderChanged):
    """The work has begun: from here on it is refused, not cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPartlyReported(OrderChanged):
    """Part of the answer is there."""

    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFulfilled(OrderChanged):
    """The answer is final and signed."""

    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCorrected(OrderChanged):
    """A final answer was wrong; the new one stands beside it."""

    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(OrderChanged):
    """Whoever asked no longer wants it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefused(OrderChanged):
    """Those who perform it cannot or must not."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalCalled(Event):
    """A wing told a critical result by telephone, and it was read back. His.orders listens: the
    order's alarm says so, and stands until somebody acknowledges it."""

    order_id: UUID
    note: str
    actor: Actor
