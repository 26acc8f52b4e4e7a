"""The hook for pre-commit: pre-commit itself runs it."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from docs.generate import ROOT
from tests.deploy.repository import BIN, FILE, OTHER, Repository, clean

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
(HOOK,) = YAML(typ="safe").load(MANIFEST)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository that uses the hook.

    It is declared here as in the manifest, but for its language: a hook of another repository
    gets an environment of its own, with what pip downloads.
    """
    found = Repository(tmp_path / "acme")
    hook: dict[str, Any] = {**HOOK, "language": "system"}
    with (found.folder / ".pre-commit-config.yaml").open("w") as file:
        YAML(typ="safe").dump({"repos": [{"repo": "local", "hooks": [hook]}]}, file)
    found.commit("Use the hook")
    return found


def run(repository: Repository) -> tuple[int, str]:
    """What pre-commit says of the files that are about to be committed."""
    repository.git("add", "--all")
    cache = str(repository.folder.parent / "cache")
    done = subprocess.run(
        [BIN / "pre-commit", "run", "--color", "never"],
        cwd=repository.folder,
        env=clean(PRE_COMMIT_HOME=cache),
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_manifest_is_valid() -> None:
    """pre-commit takes it, and finds a package beside it to install."""
    subprocess.run([BIN / "pre-commit", "validate-manifest", MANIFEST], check=True)
    assert HOOK["language"] == "python"
    assert (ROOT / "pyproject.toml").exists()


def test_a_fault_stops_the_commit(repository: Repository) -> None:
    """A post-mortem with an error is not committed, and the line is told."""
    repository.write("post-mortems/new.md", OTHER.replace("0052", "0053"))
    code, output = run(repository)
    assert code == 1
    assert "post-mortems/new.md:13" in output
    assert "Read 1 document." in output


def test_other_files_do_not(repository: Repository) -> None:
    """Markdown that is no post-mortem is let through, and other files are not looked at."""
    repository.write("README.md", OTHER)
    assert run(repository)[0] == 0
    repository.write("code.py", "pass\n")
    assert run(repository)[0] == 0


def test_a_good_document_passes(repository: Repository) -> None:
    """What lint would let through is committed, warnings included."""
    text = (repository.folder / FILE).read_text("utf-8")
    repository.write(
        FILE, text.replace("| Mitigate | 3 | 2 | |", "| Mitigate | 3 | 2 | omar@acme.com |")
    )
    code, output = run(repository)
    assert code == 0, output
