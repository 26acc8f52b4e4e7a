"""The example adapter, installed for these tests alone, as `pip` would leave it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "examples" / "syncd_notebook"


@pytest.fixture(autouse=True, scope="session")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Its own `pyproject.toml` says what it registers; only the building of it is left out."""
    project = tomllib.loads((NOTEBOOK / "pyproject.toml").read_text())["project"]
    site = tmp_path_factory.mktemp("site")
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = [
        line
        for group, entries in project["entry-points"].items()
        for line in [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(site)
        yield
