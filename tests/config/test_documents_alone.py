"""A configuration read for its documents alone: without whatever would need credentials."""

from pathlib import Path

import pytest

from syncd.config import ConfigError, Settings, folders, load
from tests.config.conftest import RULES

TEXT = """
[sources.docs]
adapter = "files"
path = "post-mortems"
[sources.wiki]
adapter = "wiki"
[trackers.hub]
adapter = "hub"
[trackers.tickets]
adapter = "files"
path = "tickets"
[teams.payments]
tracker = "hub"
project = "PAY"
[notify.chat]
adapter = "chat"
"""


def alone(folder: Path, text: str) -> Settings:
    """A configuration, loaded for its documents alone."""
    path = folder / "syncd.toml"
    path.write_text(text, "utf-8")
    return load(path, environ={}, rules=RULES, documents_alone=True)


def test_what_is_elsewhere_is_left_out(tmp_path: Path) -> None:
    """No token of a tracker and no setting of a source elsewhere is missed; teams are there."""
    settings = alone(tmp_path, TEXT)
    assert (list(settings.sources), list(settings.trackers)) == (["docs"], ["tickets"])
    assert settings.notifiers == {}
    assert settings.organization.teams["payments"].tracker == "hub"
    with pytest.raises(ConfigError, match=r"trackers\.hub\.token"):
        load(tmp_path / "syncd.toml", environ={}, rules=RULES)


def test_what_is_here_must_be_right(tmp_path: Path) -> None:
    """A team of a tracker that is not there, and a source that is wrong, are still errors."""
    for text in (TEXT.replace('"hub"\nproject', '"hbu"\nproject'), TEXT.replace("path", "pth")):
        with pytest.raises(ConfigError):
            alone(tmp_path, text)


def test_where_documents_lie(tmp_path: Path) -> None:
    """Only sources on this machine have a folder, seen from the configuration."""
    settings = load_all(tmp_path)
    assert folders(settings) == {"docs": tmp_path / "post-mortems"}


def load_all(folder: Path) -> Settings:
    """The whole of that configuration, with everything that it needs."""
    path = folder / "syncd.toml"
    text = TEXT.replace('"wiki"', '"wiki"\npath = "/"').replace(
        'adapter = "hub"', 'adapter = "hub"\ntoken = "t"'
    )
    text = text.replace('"chat"', '"slack"\ntoken = "t"')
    path.write_text(text, "utf-8")
    return load(path, environ={}, rules=RULES)
