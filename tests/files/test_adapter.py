"""How the adapter registers, and what it costs to know of it."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from syncd.ports import Known, Opening, RejectedError, find_adapter
from syncd_files.settings import SourceSettings, TrackerSettings
from tests.files.making import carried, drafted, put, put_ticket, tickets, tracker


def test_the_adapter_is_found_by_name(tmp_path: Path) -> None:
    """Both kinds open from the entry point with the settings that they name."""
    adapter = find_adapter("files")
    assert adapter.source is not None
    assert adapter.tracker is not None
    source, kind = adapter.source(), adapter.tracker()
    docs = source.open(Opening("docs", tmp_path), source.settings(path="pm"))
    files = kind.open(Opening("files", tmp_path), kind.settings(path="tickets"))
    assert (docs.name, docs.writable) == ("docs", True)
    assert (files.name, files.capabilities.records_times) == ("files", False)


def test_nothing_is_loaded_before_it_is_opened() -> None:
    """To know of the adapter costs neither the YAML reader nor the settings library."""
    code = "import sys, syncd_files; sys.exit(bool({'ruamel.yaml', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("settings", [SourceSettings, TrackerSettings])
def test_every_setting_says_what_it_is(settings: type[BaseModel]) -> None:
    """Each key has a description, and a key that is not known is refused."""
    assert all(field.description for field in settings.model_fields.values())
    with pytest.raises(ValueError, match="Extra inputs"):
        settings.model_validate({"path": "x", "pahts": "y"})


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    """Where a project's folder should be and a file is, no ticket can be made, and it says so."""
    put(tmp_path, "tickets/PAY")
    with pytest.raises(RejectedError, match=r"tickets/PAY: cannot make .*put a folder there"):
        carried(tracker(tmp_path), drafted("PM-1-01"))
    with pytest.raises(RejectedError, match="put a folder there"):
        tickets(tmp_path)


def test_a_root_that_is_the_folder(tmp_path: Path) -> None:
    """URLs and messages are relative to the root even where it is the tickets' own folder."""
    put_ticket(tmp_path)
    kind = find_adapter("files").tracker
    assert kind is not None
    opened = kind().open(Opening("files", tmp_path / "tickets"), TrackerSettings(path=Path()))
    (page,) = opened.scan("PAY", Known())
    assert page.tickets[0].ref.url == "PAY/PAY-12.md"
