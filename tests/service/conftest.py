"""A service over files, that has made one pass."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd.config import load
from syncd.policy.rules import known_names
from syncd.service.rounds import EVERYTHING
from tests.cli.conftest import CONFIG, POST_MORTEM
from tests.service.house import House, opened

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A configuration, and one post-mortem with three action items."""
    (tmp_path / "syncd.toml").write_text(CONFIG)
    (tmp_path / "post-mortems").mkdir()
    (tmp_path / "post-mortems" / "payments.md").write_text(POST_MORTEM)
    return tmp_path


Open = Callable[..., House]


@pytest.fixture
def open_house(company: Path) -> Iterator[Open]:
    """Opens the service of the company, with variables of the environment."""
    opens = []

    def open_(**environ: str) -> House:
        settings = load(company / "syncd.toml", environ=environ, rules=known_names())
        context = opened(settings, lambda: NOW)
        opens.append(context)
        return context.__enter__()

    yield open_
    for context in opens:
        context.__exit__(None, None, None)


@pytest.fixture
def house(open_house: Open) -> House:
    """The service after its first pass."""
    house = open_house()
    house.look(EVERYTHING)
    return house
