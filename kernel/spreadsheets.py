"""What every sheet that leaves the house has in common."""

from typing import Any


def harmless(value: Any) -> Any:
    """A text that begins like a formula stays a text."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
