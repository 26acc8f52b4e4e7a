"""A small company in a folder, and a way to call syncd in it."""

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from syncd.cli import main

CONFIG = """\
[sources.docs]
adapter = "files"
path = "post-mortems"

[trackers.tickets]
adapter = "files"
path = "tickets"

[teams.payments]
tracker = "tickets"
project = "PAY"
services = ["payments-api"]

[people."omar@acme.com"]
team = "payments"
"""
POST_MORTEM = """\
---
id: PM-2026-0051
title: Payment outage
date: 2026-02-22
severity: SEV-1
services: [payments-api]
---

## Action items

| Action | Category | Impact | Effort | Owner | Ticket | Due |
| --- | --- | --- | --- | --- | --- | --- |
| Alert on the payment error rate | Detect | 3 | 1 | omar@acme.com | | |
| Write the failover runbook | Mitigate | 3 | 2 | | | |
| Add a circuit breaker to the client | Prevent | 4 | 2 | omar@acme.com | | |
"""


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Calls syncd as a shell would."""

    def __call__(self, *args: str, stdin: str = ...) -> Result:
        """Run `syncd ARGS`, with `stdin` piped into it."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call syncd in this process, in the current folder."""

    def call(*args: str, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main(args)
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return call


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and no variable of syncd's in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYNCD_CONFIG", raising=False)
    monkeypatch.setenv("NO_COLOR", "")
    return tmp_path


@pytest.fixture
def company(folder: Path) -> Path:
    """A configuration, and one post-mortem with three action items."""
    (folder / "syncd.toml").write_text(CONFIG)
    (folder / "post-mortems").mkdir()
    (folder / "post-mortems" / "payments.md").write_text(POST_MORTEM)
    return folder
