"""`syncd doctor --webhooks`, beside a service and without one."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.company import Company
from benchmarks.stages import stage
from tests.service.house import SECRET, place_of
from tests.service.process import served

SIGNED = ["github", "jira", "linear", "asana"]


def doctor(company: Company, environ: dict[str, str], address: str) -> str:
    """What it says of webhooks that are to arrive there."""
    command = [sys.executable, "-m", "syncd", "doctor", f"--webhooks={address}"]
    done = subprocess.run(
        command, cwd=company.folder, env=environ, capture_output=True, text=True, check=False
    )
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("name", SIGNED)
def test_whether_webhooks_arrive(name: str, tmp_path: Path) -> None:
    """It tells a service that takes webhooks from one without the secret, and from none."""
    on: Any
    with stage(name) as on:
        company = Company(tmp_path, {"it": place_of(on)})
        company.write("it", 1)
        now = company.now.isoformat()
        bare = {**company.environ}
        signed = {**bare, "SYNCD_TRACKERS__IT__WEBHOOK_SECRET": SECRET}
        with served(tmp_path, signed, "--now", now) as service:
            told = doctor(company, signed, service.url)
            assert f"ok trackers.it, webhook: {service.url}/webhooks/it takes what is" in told
            service.end()
        assert "!! trackers.it, webhook: nothing answers at" in doctor(company, signed, service.url)
        with served(tmp_path, bare, "--now", now) as service:
            told = doctor(company, bare, service.url)
            if name != "asana":  # it chooses the secret itself
                assert "has no webhook: set webhook_secret there" in told
            service.end()
        elsewhere = doctor(company, signed, f"{on.simulator.url}/elsewhere")
        assert "and not as syncd does" in elsewhere
