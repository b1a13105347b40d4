import pytest
from sqlmodel import Session

from his.prescribing import permissions
from kernel.access import Actor
from kernel.ids import new_id
from tests.his import clinic
from tests.his.prescribing import house as making


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return making.build(db)


@pytest.fixture
def chief() -> Actor:
    """Somebody who may sign against a stop."""
    return Actor(new_id(), "BS. Trưởng", frozenset({permissions.OVERRIDE_STOP.id}))
