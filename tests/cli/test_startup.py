"""What it costs to start."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG

ALLOWED = {"syncd", "syncd.cli", "syncd.cli.exits", "syncd.cli.group", "syncd.cli.options"}
NETWORK = {"github", "httpx", "jira", "requests", "tenacity", "urllib3"}
SERVICE = {"croniter", "jinja2", "procrastinate", "prometheus_client", "starlette", "uvicorn"}
SLOW = NETWORK | SERVICE | {"jsonschema_rs", "pydantic_settings", "ruamel.yaml", "structlog"}
READING = {"markdown_it", "syncd.markdown"}


def test_the_version_loads_nothing_else() -> None:
    """`syncd --version` imports the standard library, click and the command line, no more."""
    code = (
        "import sys; before = set(sys.modules); from syncd.cli import main; main(['--version']);"
        "print(*sorted(set(sys.modules) - before), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, *modules = done.stdout.splitlines()
    assert first.startswith("syncd ")
    foreign = {
        name
        for name in modules
        if name.partition(".")[0] not in sys.stdlib_module_names
        and name.partition(".")[0] != "click"
        and name not in ALLOWED
    }
    assert not foreign


def test_a_report_needs_no_pydantic_until_there_is_a_configuration() -> None:
    """`syncd score` without a configuration imports no settings, no store and no adapter."""
    code = (
        "import sys; from syncd.cli import main; main(['score', '--impact', '3', '--effort', '1']);"
        "print({'pydantic', 'sqlalchemy', 'structlog', 'syncd_files'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["P0 (3/1 = 3.00)", "set()"]


def _loaded(arguments: Sequence[str]) -> set[str]:
    """The modules that a command has imported by its end; it has to do well."""
    code = (
        "import sys; from syncd.cli import main; code = main(sys.argv[1:]);"
        "print(code, *sys.modules, file=sys.stderr)"
    )
    environ = {name: value for name, value in os.environ.items() if name[:6] != "SYNCD_"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environ,
    )
    assert done.returncode == 0, done.stderr
    code, *modules = done.stderr.split()
    assert code == "0", done.stderr
    return set(modules)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("--help",),
        ("reconcile", "--help"),
        ("run", "--help"),
        ("demo", "--help"),
        ("rules",),
        ("score", "--help"),
    ],
    ids=" ".join,
)
def test_a_start_needs_no_network(arguments: Sequence[str], folder: Path) -> None:
    """No command imports, before it has to, what speaks to a server or takes long to import."""
    assert not _loaded(arguments) & (SLOW | READING | {"sqlalchemy"})


def test_a_pass_over_files_needs_no_network(company: Path) -> None:
    """Files alone are read, reconciled and written without a library for a tracker elsewhere."""
    pass_ = ("reconcile", "--now", "2026-03-02T09:00:00Z", "--fail-on", "never")
    first = _loaded(pass_)
    assert not first & SLOW
    assert first >= READING
    assert not _loaded(pass_) & (SLOW | READING), "a quiet pass reads no document again"


def test_a_tracker_that_is_not_configured_costs_nothing(company: Path) -> None:
    """Installed adapters that no table names are not imported."""
    assert "github" not in CONFIG
    loaded = _loaded(("items", "--now", "2026-03-02T09:00:00Z"))
    assert {name.partition(".")[0] for name in loaded} & {"syncd_files", "syncd_github"} == {
        "syncd_files"
    }
