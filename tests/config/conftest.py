"""A tracker adapter that is installed for the tests alone, found as any other."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from syncd.config import Settings, load

HUB = """
from typing import Annotated
from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr
from syncd.ports import Adapter, SourceKind, TrackerKind

class Auth(BaseModel):
    key: SecretStr

def dislike(value: SecretStr) -> SecretStr:
    raise ValueError(f"{value.get_secret_value()} is not liked")

class HubSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: str = "https://hub.example"
    token: SecretStr
    pages: int = 10
    labels: tuple[str, ...] = ()
    auth: Auth | None = None
    old: SecretStr | bool = False
    many: tuple[SecretStr, ...] = ()
    picky: Annotated[SecretStr, AfterValidator(dislike)] = SecretStr("")

class WikiSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    path: str

def wiki():
    return SourceKind(settings=WikiSettings, open=lambda opening, settings: ("wiki", opening))

def hub():
    return TrackerKind(settings=HubSettings, open=lambda opening, settings: ("hub", opening))

adapter = Adapter(summary="A hub for tests.", tracker=hub)
wiki_adapter = Adapter(summary="A wiki for tests.", source=wiki)
"""
RULES = ("missing-owner", "zombie", "decayed", "too-few-items")


@pytest.fixture(autouse=True)
def hub(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Install adapters called `hub` and `wiki` for one test."""
    site = tmp_path_factory.mktemp("site")
    (site / "hub_for_tests.py").write_text(HUB)
    info = site / "hub_for_tests-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hub-for-tests\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[syncd.adapters]\nhub = hub_for_tests:adapter\nwiki = hub_for_tests:wiki_adapter\n"
        "lost = not_there_at_all:adapter\n"
    )
    monkeypatch.syspath_prepend(site)
    yield
    sys.modules.pop("hub_for_tests", None)


class Load(Protocol):
    """Writes a configuration and loads it."""

    def __call__(self, text: str, environ: Mapping[str, str] = ...) -> Settings:
        """Load `text` as `syncd.toml` under `environ`."""


@pytest.fixture
def config(tmp_path: Path) -> Load:
    """Load a text as a configuration file in a folder of its own."""

    def loaded(text: str, environ: Mapping[str, str] = {}) -> Settings:
        path = tmp_path / "syncd.toml"
        path.write_text(text, encoding="utf-8")
        return load(path, environ=environ, rules=RULES)

    return loaded


@pytest.fixture
def refused(config: Load) -> Callable[..., str]:
    """The text of the error that a configuration is refused with."""

    def error(text: str, environ: Mapping[str, str] = {}) -> str:
        from syncd.config import ConfigError

        with pytest.raises(ConfigError) as caught:
            config(text, environ)
        return str(caught.value)

    return error
