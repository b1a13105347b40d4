"""How a wing takes orders into its own hands (put these in `Module.contributes`)."""

from dataclasses import dataclass

from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Holder:
    """A wing that works on orders in its own way; what it holds nobody answers by hand.

    `id` is what `his_order.held_by` says; a holder whose module is off holds nothing.
    `where` is the path of its worklist.
    """

    id: str
    title: Text
    where: str
