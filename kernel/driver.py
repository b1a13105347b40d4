"""psycopg's memory of the statements it has read, made as large as the house.

Before a statement goes to PostgreSQL psycopg turns `%(name)s` into `$1`. It remembers the last
128 of at most 4,096 characters; the house asks some hundreds, and the longest are the most
frequent (a worklist's columns, the search for similar patients): those were read letter by
letter each time, half a millisecond of them in a registration. A later psycopg that has no such
memory is left as it is.
"""

from functools import lru_cache
from importlib import import_module
from typing import Any

_STATEMENTS = 2048
_LONGEST, _MOST_PARAMETERS = 32_768, 300


def remember_statements() -> None:
    """Once for the process, before the first statement."""
    found: Any = import_module("psycopg._queries")
    read = getattr(found, "_query2pg_nocache", None)
    names = ("_query2pg", "MAX_CACHED_STATEMENT_LENGTH", "MAX_CACHED_STATEMENT_PARAMS")
    if read is None or not all(hasattr(found, name) for name in names):
        return
    if found.MAX_CACHED_STATEMENT_LENGTH < _LONGEST:
        found._query2pg = lru_cache(_STATEMENTS)(read)
        found.MAX_CACHED_STATEMENT_LENGTH = _LONGEST
        found.MAX_CACHED_STATEMENT_PARAMS = _MOST_PARAMETERS
