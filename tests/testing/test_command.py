"""`python -m syncd.testing` as a process, and the catalogue of names."""

import signal
import subprocess
import sys

import pytest

from syncd.testing.catalogue import SIMULATORS, UnknownSimulatorError, factory
from tests.testing.client import Client
from tests.testing.standalone import started

TOY = "tests.testing.toy:ToySimulator"


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_and_ends_on_a_signal(wanted: signal.Signals) -> None:
    """The first line is the base URL, it answers there, and a signal ends it without an error."""
    with started(TOY, "--now", "2026-03-01T09:00:00Z", "--latency", "1") as (process, url):
        client = Client(url)
        assert client.ask("POST /toys", {"title": "a"})[0] == 201
        (ticket,) = client.ask("GET /_simulator/state")[1]["tickets"]
        assert ticket["created"] == "2026-03-01T09:00:00+00:00"
        process.send_signal(wanted)
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["githup"], "there is no simulator 'githup'"),
        (["no.such.module:x"], "cannot be imported"),
        ([TOY, "--now", "today"], "'today' is no time"),
    ],
)
def test_wrong_usage_is_told(args: list[str], message: str) -> None:
    """What is not understood ends with exit code 2 and says what would be."""
    command = [sys.executable, "-m", "syncd.testing", *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_a_taken_port_is_told() -> None:
    """A port that somebody else has is an error that names it."""
    with started(TOY) as (_, url):
        port = url.rpartition(":")[2].partition("/")[0]
        command = [sys.executable, "-m", "syncd.testing", TOY, "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr


def test_every_name_has_a_simulator() -> None:
    """Whatever is in the catalogue can be imported, and a name next to it is told."""
    for name in SIMULATORS:
        assert callable(factory(name))
    with pytest.raises(UnknownSimulatorError, match="there is no simulator 'nothing'"):
        factory("nothing")
