"""The example adapter passes the suite that it teaches, installs, and is as small as is said."""

import ast
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import syncd_notebook
from syncd.ports import find_adapter
from test_notebook import NOTEBOOK as TABLE
from test_notebook import TestNotebook
from tests.examples.conftest import NOTEBOOK

__all__ = ["TestNotebook"]

CONFIGURATION = """
[sources.docs]
adapter = "files"
path = "post-mortems"
[trackers.tickets]
adapter = "notebook"
path = "notebook.sqlite"
[teams.payments]
tracker = "tickets"
project = "PAY"
services = ["payments-api"]
"""
DOCUMENT = """---
id: PM-2026-0051
date: 2026-03-01
severity: SEV-3
services: [payments-api]
---
# Payment service outage

## Action items

| Action | Category | Impact | Effort | Owner | Ticket |
| --- | --- | --- | --- | --- | --- |
| Add a circuit breaker | prevent | 3 | 2 | jane@acme.com | |
"""


def test_it_is_found_by_name() -> None:
    """What its package registers is an adapter, found as ours are."""
    assert find_adapter("notebook") is syncd_notebook.adapter


def test_it_can_be_installed_and_used(tmp_path: Path) -> None:
    """Built and installed by its own `pyproject.toml`, it serves a whole pass, and a second one."""
    site = tmp_path / "site"
    run("pip", "install", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(site),
        "--disable-pip-version-check", str(NOTEBOOK))  # fmt: skip
    (tmp_path / "syncd.toml").write_text(CONFIGURATION)
    (tmp_path / "post-mortems").mkdir()
    document = tmp_path / "post-mortems/outage.md"
    document.write_text(DOCUMENT)
    with closing(sqlite3.connect(tmp_path / "notebook.sqlite")) as book, book:
        book.execute(TABLE)
    for _ in range(2):
        run("syncd", "--now", "2026-03-02", "reconcile", at=tmp_path, path=site)
    with closing(sqlite3.connect(tmp_path / "notebook.sqlite")) as book:
        ((page,),) = book.execute("SELECT page FROM pages")
    assert json.loads(page)["identity"]["item"] == "PM-2026-0051-01"
    assert "[PAY-1](notebook://PAY-1)" in document.read_text()


def run(module: str, *arguments: str, at: Path | None = None, path: Path | None = None) -> None:
    """Run a command as somebody would who has nothing but what is installed."""
    command = [sys.executable, "-W", "error", "-m", module, *arguments]
    environ = os.environ | ({"PYTHONPATH": str(path)} if path else {})
    done = subprocess.run(command, cwd=at, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_it_is_small() -> None:
    """All of it is fewer than 150 lines of code; what teaches, such as docstrings, is extra."""
    modules = [file.read_text() for file in (NOTEBOOK / "syncd_notebook").glob("*.py")]
    assert sum(map(lines_of_code, modules)) < 150


def lines_of_code(text: str) -> int:
    """How many lines hold code: neither blank, nor only a comment, nor part of a docstring."""
    tree = ast.parse(text)
    told: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told.update(range(node.lineno, (node.end_lineno or 0) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(1 for n, line in lines if line.split("#")[0].strip() and n not in told)
