import pytest
from sqlmodel import Session

from kernel.access import Actor
from tests.his.pharmacy import shelf as shelves
from tests.his.pharmacy.shelf import Shelf


@pytest.fixture
def shelf(db: Session, actor: Actor) -> Shelf:
    return shelves.build(db, actor)
