"""The template for GitLab: its scripts run as a runner runs them."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from docs.generate import ROOT
from tests.deploy.repository import BIN, Repository, clean

FILE = ROOT / "deploy" / "gitlab-ci" / "syncd.gitlab-ci.yml"
TEMPLATE: dict[str, Any] = YAML(typ="safe").load(FILE)


def run(repository: Repository, job: str) -> tuple[int, str]:
    """The script of a job, line by line, with the variables of the template."""
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(TEMPLATE[job]["script"])],
        cwd=repository.folder,
        env=clean(**TEMPLATE["variables"]),
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


def test_it_is_what_gitlab_expects() -> None:
    """The file is valid by the published schema of GitLab CI."""
    checker = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci"]
    done = subprocess.run(
        [*checker, "--data-transform", "gitlab-ci", str(FILE)], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stdout


def test_a_merge_request_is_checked(tmp_path: Path) -> None:
    """The job fails as lint does, and leaves a page for the merge request."""
    repository = Repository(tmp_path / "acme")
    code, output = run(repository, "syncd-lint")
    assert code == 1
    assert "missing-owner" in output
    (page,) = TEMPLATE["syncd-lint"]["artifacts"]["paths"]
    assert "what the documents show" in (repository.folder / page).read_text("utf-8")


def test_tickets_on_the_default_branch(tmp_path: Path) -> None:
    """The other job makes the tickets, and does not fail for what people have to do."""
    repository = Repository(tmp_path / "acme")
    assert run(repository, "syncd-reconcile")[0] == 0
    assert (repository.folder / "tickets" / "PAY" / "PAY-1.md").exists()


@pytest.mark.parametrize("name", TEMPLATE["variables"])
def test_variables(name: str) -> None:
    """Each variable is used, and none is taken for a key of syncd's configuration."""
    assert not name.startswith("SYNCD_")
    uses = re.sub(r"(?ms)^variables:.*?^\.syncd", "", FILE.read_text("utf-8"))
    assert f"${name}" in uses
