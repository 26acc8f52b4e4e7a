"""Several replicas on one PostgreSQL."""

import pytest

from benchmarks.replicas import prove
from benchmarks.table import Table
from tests.engine.postgresql import binaries

pytest.importorskip("procrastinate", reason="pip install syncd[fleet] runs the tests of fleets")


@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL here: apt-get install postgresql")
def test_kills(capsys: pytest.CaptureFixture[str]) -> None:
    """Replicas that are killed while they work double nothing, and the others take over."""
    table = Table()
    prove(table, 3)
    assert table.kept, capsys.readouterr().out
