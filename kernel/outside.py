"""Speaking to others over the net: whom the house trusts, read once.

httpx reads the machine's two hundred authorities anew for every client: 40 ms of processor for
each message of the outbox. A bundle that the operator renewed is read at the next start.
"""

import ssl
from functools import lru_cache

import httpx


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """For `verify=` of every request that leaves the house."""
    return httpx.create_ssl_context()
