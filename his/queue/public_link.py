"""The address of the patient's own page: only where the house has an address of its own."""

from his.queue.models import Ticket


def public_link(ticket: Ticket, base: str) -> str:
    """ "" without a public address: then the paper carries the visit's code alone."""
    return f"{base.rstrip('/')}/q/{ticket.token}" if base and ticket.token else ""
