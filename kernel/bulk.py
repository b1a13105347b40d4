"""Many new rows of one table by one statement, written once and audited like every other row.

The unit of work makes an insert of each row, column by column, and a second statement for what
is known of it a moment later. Whoever makes thousands of rows a second works out what they will
be, then puts them in. The objects are values from then on: whoever wants to change one fetches it.
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import bindparam, insert, inspect
from sqlmodel import Session, SQLModel

from kernel import audit, once
from kernel.prepared import Prepared


def put_in(db: Session, rows: Sequence[SQLModel]) -> None:
    """Rows of one table that no session knows, as they are now."""
    if not rows:
        return
    of = type(rows[0])
    db.flush()
    if getattr(of, "audited", True):
        audit.put_in(db, rows)
    _insert(of).run(db, [row.__dict__ for row in rows])
    once.forget(db, of)


@cache
def _insert(of: type[SQLModel]) -> Prepared:
    columns = inspect(of).mapper.column_attrs
    names = {a.columns[0].name: a.key for a in columns}
    return Prepared(insert(of).values({c: bindparam(k) for c, k in names.items()}))
