"""What a new installation begins with: the lists under seed/catalogs, read by the importer.

`seed/catalogs/SOURCE.md` names origin and licence of each file. A starter never touches what
the facility has imported or typed since.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs.importer import import_file
from his.catalogs.models import CatalogueImport, Entry, ImportState
from his.catalogs.store import declared
from kernel.access import SYSTEM

FOLDER = Path(__file__).parents[2] / "seed" / "catalogs"
SINCE = date(2018, 1, 1)


def load_starter(db: Session) -> None:
    """The reference lists that every installation needs."""
    _load(db, FOLDER)


def load_samples(db: Session) -> None:
    """The practice clinic's own services, drugs and stores. Invented: not for use."""
    _load(db, FOLDER / "sample")


def files(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("*.csv"))


def _load(db: Session, folder: Path) -> None:
    known = declared(db)
    for file in files(folder):
        if file.stem in known:
            _load_one(db, file)


def _load_one(db: Session, file: Path) -> None:
    content = file.read_bytes()
    list_id = file.stem
    earlier = db.execute(
        select(col(CatalogueImport.digest), col(CatalogueImport.starter)).where(
            col(CatalogueImport.list_id) == list_id,
            col(CatalogueImport.state) == ImportState.APPROVED,
        )
    ).all()
    by_hand = db.execute(
        select(col(Entry.id))
        .where(col(Entry.list_id) == list_id, col(Entry.import_id).is_(None))
        .limit(1)
    ).first()
    ours = all(starter for _, starter in earlier)
    if by_hand or not ours or sha256(content).hexdigest() in {digest for digest, _ in earlier}:
        return
    import_file(
        db, SYSTEM, list_id, file, dry_run=False, valid_from=SINCE, whole=False, starter=True
    )
