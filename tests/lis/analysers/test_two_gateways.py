"""Two gateways on one house (PostgreSQL): one works, the other waits for its turn."""

import pytest

from kernel.db import Database
from lis.analysers.gateway import Gateway
from tests.lis.analysers.test_gateway import running, tube_and_machine


def test_only_one_of_two_gateways_works(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite is one process")
    tube_and_machine(database, "hl7_oru", {})
    with running(database):
        second = Gateway(database, looks=0.05)
        second._me = "another"
        second.start()
        assert not second.ready.wait(0.5)
        second.stop()
