"""`syncd run`, from outside."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from benchmarks.company import Company
from benchmarks.stages import stage
from syncd.cli import main
from syncd.config import load
from syncd.memory import DamagedStoreError
from syncd.policy.rules import known_names
from syncd.service import hooks
from syncd.service.run import clock, run
from tests.service.house import House, place_of, staffed
from tests.service.process import HANGS, served
from tests.tokens import token

NOW = "2026-03-02T09:00:00Z"


def _until(holds: Any, what: str) -> None:
    ends = time.monotonic() + HANGS
    while not holds():
        assert time.monotonic() < ends, f"in vain: {what}"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_until_it_is_told_to_end(company: Path, number: int) -> None:
    """It makes a pass, shows it, and ends with 0 when it is asked to."""
    with served(company, {}, "--now", NOW) as service:
        service.wait_until_ready()
        assert "PM-2026-0051-01" in service.get("/").text
        assert service.get("/healthz").text == "ok\n"
        assert "tickets/PAY" not in service.get("/readyz").text
        assert service.end(number) == 0
        assert not [line for line in service.said if '"level": "error"' in line], service.said
    assert sorted(file.name for file in (company / "tickets" / "PAY").iterdir()) == [
        "PAY-1.md",
        "PAY-2.md",
        "PAY-3.md",
    ]


def test_the_demo_is_served(tmp_path: Path) -> None:
    """`syncd demo --serve` tells its story, then shows the company where the story ends."""
    with served(tmp_path, {}, "--dir", "acme", "--serve", command="demo") as service:
        service.wait_until_ready()
        assert "Payment service outage" in service.get("/").text
        assert "as of 2026-03-04" in " ".join(service.get("/").text.split()).replace(
            '<time datetime="2026-03-04T09:00:00+00:00">', ""
        )
        assert service.end() == 0


def test_it_sees_what_people_do(company: Path) -> None:
    """What changes in a file is seen with the next poll, and written where it belongs."""
    with served(company, {"SYNCD_SYNCD__POLL": "1s"}, "--now", NOW) as service:
        service.wait_until_ready()
        ticket = company / "tickets" / "PAY" / "PAY-1.md"
        _until(ticket.exists, "the ticket")
        ticket.write_text(ticket.read_text().replace("\nstatus: open\n", "\nstatus: done\n"))
        document = company / "post-mortems" / "payments.md"
        _until(lambda: "PAY-1" in document.read_text(), "the link")
        _until(
            lambda: service.get("/api/v1/items?status=done").json()["items"], "the change on a page"
        )
        assert service.end() == 0


def test_a_public_address_needs_a_token(
    company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Others could see everything: refused before anything is touched, with the way out."""
    monkeypatch.chdir(company)
    monkeypatch.setenv("SYNCD_SERVICE__LISTEN", "0.0.0.0:0")
    assert main(["run"]) == 2
    assert "service.token" in capsys.readouterr().err
    assert not (company / "syncd.db").exists()


def test_an_address_that_is_taken(
    company: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address that somebody else has is a usage error that names it."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.chdir(company)
        monkeypatch.setenv("SYNCD_SERVICE__LISTEN", f"127.0.0.1:{port}")
        assert main(["run"]) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


def test_webhooks_from_outside(tmp_path: Path) -> None:
    """A tracker posts to the running service, and the document says so without any poll."""
    secret = token("github")
    with stage("github") as on:
        company = Company(tmp_path, {"it": place_of(on)})
        company.write("it", 2)
        environ = {**company.environ, "SYNCD_TRACKERS__IT__WEBHOOK_SECRET": secret}
        environ["SYNCD_SYNCD__POLL"] = "1h"
        with served(tmp_path, environ, "--now", company.now.isoformat()) as service:
            service.wait_until_ready()
            simulated: Any = on
            simulated.simulator.announce(secret, f"{service.url}/webhooks/it")
            items = service.get("/api/v1/items").json()["items"]
            key = next(item["ticket"]["key"] for item in items if item["ticket"])
            on.human.close(key)
            _until(lambda: service.get("/api/v1/items?status=done").json()["items"], "the change")
            documents = "".join(
                file.read_text() for file in (tmp_path / "post-mortems").glob("*.md")
            )
            assert "done" in documents.casefold()
            assert secret not in service.get("/metrics").text
            assert service.end() == 0
            assert secret not in "".join(service.said)


def test_it_ends_in_the_middle_of_a_pass(tmp_path: Path) -> None:
    """Told to end while it makes tickets, it finishes the request at hand and is gone soon.

    What it made is linked by the next start, and nothing is made twice.
    """
    with stage("github") as on:
        company = Company(tmp_path, {"it": place_of(on)})
        company.write("it", 20)
        with served(tmp_path, company.environ, "--now", company.now.isoformat()) as service:
            _until(lambda: on.writes, "that it began to write")
            began = time.monotonic()
            assert service.end() == 0
            assert time.monotonic() - began < 10
        company.reconcile()
        assert len(on.keys()) == 20 * 5
        outcome = company.reconcile()
        assert not outcome.changes


def test_a_body_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who sends slowly is not waited for."""
    monkeypatch.setattr(hooks, "_SLOWEST", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(30)
        yield b"}"

    async def send(house: House) -> int:
        transport = httpx.ASGITransport(house.web.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.post("/webhooks/it", content=slow())).status_code

    with staffed("github", tmp_path, documents=1) as house:
        assert asyncio.run(_first(send(house))) == 408


async def _first(answer: Any) -> int:
    status: int = await asyncio.wait_for(answer, HANGS)
    return status


def test_a_store_that_is_damaged(company: Path) -> None:
    """A damaged store is told and moved aside; a new one is made from sources and trackers."""
    with served(company, {}, "--now", NOW) as service:
        service.wait_until_ready()
        assert service.end() == 0
    files = sorted(file.read_bytes() for file in (company / "tickets").rglob("*.md"))
    content = bytearray((company / "syncd.db").read_bytes())
    for damaged in (b"no database at all" * 500, bytes(content[:4096]) + b"\xff" * 20_000):
        (company / "syncd.db").write_bytes(damaged)
        with served(company, {}, "--now", NOW) as service:
            service.wait_until_ready()
            assert len(service.get("/api/v1/items").json()["items"]) == 3
            assert service.end() == 0
            assert "store damaged" in "".join(service.said)
        assert (company / "syncd.db.damaged").read_bytes() == damaged
        assert sorted(f.read_bytes() for f in (company / "tickets").rglob("*.md")) == files


@pytest.mark.parametrize("table", ["keys", "timers", "remembered", "passes", "gates"])
def test_a_store_that_breaks_while_it_is_used(
    company: Path, tmp_path: Path, table: str, request: pytest.FixtureRequest
) -> None:
    """Damage ends the service, for the next start to make another store, whoever meets it.

    The engine reads keys and timers, a pass what it remembers, the rounds write down passes,
    and a gate takes turns.
    """

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def break_(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if listening.is_set() and table in statement.split():
            cause = sqlite3.DatabaseError("database disk image is malformed")
            raise sa.exc.DatabaseError(statement, None, cause)

    request.addfinalizer(lambda: sa.event.remove(sa.Engine, "before_cursor_execute", break_))
    listening = threading.Event()
    environ = {"SYNCD_SERVICE__LISTEN": "127.0.0.1:0"}
    with ExitStack() as stack:
        if table == "gates":  # files are asked without one
            on = stack.enter_context(stage("github"))
            ours = Company(tmp_path, {"it": place_of(on)})
            ours.write("it", 1)
            environ |= ours.environ
        settings = load(company / "syncd.toml", environ=environ, rules=known_names())
        with pytest.raises(DamagedStoreError):
            run(
                settings,
                now=clock(None),
                stop=threading.Event(),
                ready=lambda _where: listening.set(),
            )


def test_a_disk_that_is_full(company: Path, tmp_path: Path) -> None:
    """With no room left for the store passes fail and say so; with room again they go on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk here")
    try:
        environ = {
            "SYNCD_SYNCD__STORE": f"sqlite:///{disk}/syncd.db",
            "SYNCD_SYNCD__POLL": "1s",
        }
        with served(company, environ, "--now", NOW) as service:
            service.wait_until_ready()
            filler = disk / "filler"
            with suppress(OSError), filler.open("wb") as file:
                while True:
                    file.write(b"x" * 4096)
                    file.flush()
            document = company / "post-mortems" / "payments.md"
            document.write_text(document.read_text().replace("PM-2026-0051", "PM-2026-0052"))
            _until(lambda: any("full" in line for line in service.said), "that it is said")
            assert service.get("/healthz").status_code == 200
            filler.unlink()
            _until(
                lambda: service.get("/api/v1/items?post_mortem=PM-2026-0052").json()["items"],
                "a pass after there was room again",
            )
            assert service.end() == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_store_that_is_locked_for_a_while(company: Path) -> None:
    """Somebody who holds the store does not end the service; when it is free, passes go on."""
    with served(company, {"SYNCD_SYNCD__POLL": "1s"}, "--now", NOW) as service:
        service.wait_until_ready()
        connection = sqlite3.connect(company / "syncd.db", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(2)
        assert service.get("/healthz").status_code == 200
        connection.execute("ROLLBACK")
        connection.close()
        before = len(service.get("/api/v1/passes").json()["passes"])
        _until(lambda: len(service.get("/api/v1/passes").json()["passes"]) > before, "another pass")
        assert service.end() == 0
