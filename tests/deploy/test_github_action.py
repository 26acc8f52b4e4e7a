"""The action for GitHub: its steps run in bash, with what a runner tells them."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from docs.generate import ROOT
from tests.deploy.repository import BIN, FILE, OTHER, Repository, clean

HERE = ROOT / "deploy" / "github-action"
ACTION: dict[str, Any] = YAML(typ="safe").load(HERE / "action.yml")
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
NEW = "post-mortems/new, 100 %.md"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with post-mortems."""
    return Repository(tmp_path / "acme")


def run(repository: Repository, *, event: str = "pull_request", **inputs: str) -> tuple[int, str]:
    """Run the step as a runner does: inputs in its `env`, bash with -e and pipefail."""
    given = {name: declared["default"] for name, declared in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    step = STEPS["Run syncd"]
    assert step["shell"] == "bash"
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], value)
        for name, value in step["env"].items()
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=repository.folder,
        env=clean(
            **variables,
            GITHUB_ACTION_PATH=str(HERE),
            GITHUB_EVENT_NAME=event,
            GITHUB_WORKSPACE=str(repository.folder),
            GITHUB_STEP_SUMMARY=str(repository.folder.parent / "summary.md"),
        ),
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def annotated(output: str) -> set[str]:
    """The files that annotations are at."""
    return set(re.findall(r"^::\w+ file=([^,]*),line=\d+,", output, re.MULTILINE))


def summary(repository: Repository) -> str:
    """The summary of the job."""
    return (repository.folder.parent / "summary.md").read_text("utf-8")


def test_it_is_what_github_expects() -> None:
    """The file is valid by the published schema of actions."""
    checker = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.github-actions"]
    subprocess.run([*checker, str(HERE / "action.yml")], check=True, capture_output=True)


def test_inputs_are_explained_and_used() -> None:
    """Each input is in the page, with its default, and reaches the script or a condition."""
    page = (HERE / "README.md").read_text("utf-8")
    uses = json.dumps(ACTION["runs"])
    script = (HERE / "run.sh").read_text("utf-8")
    for name, declared in ACTION["inputs"].items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"| `{declared['default']}` |" in row if declared["default"] else "| |" in row
        assert f"inputs.{name}" in uses
    for variable in STEPS["Run syncd"]["env"]:
        assert f"${variable}" in script


def test_no_input_is_pasted_into_a_script() -> None:
    """What somebody else may have written is a variable, and never a part of a command."""
    for step in STEPS.values():
        assert "${{" not in step["run"]


def test_a_pull_request_is_told_what_it_changes(repository: Repository) -> None:
    """Only documents that the pull request changes are annotated, whatever they are called."""
    repository.merge({NEW: OTHER.replace("0052", "0053"), "README.md": OTHER})
    code, output = run(repository)
    assert code == 1
    assert annotated(output) == {"post-mortems/new%2C 100 %25.md"}
    assert "what the documents show" in summary(repository)


def test_a_pull_request_that_takes_a_document_away(repository: Repository) -> None:
    """What is no longer there is not looked for."""
    repository.git("checkout", "--quiet", "-b", "change")
    repository.git("rm", "--quiet", "post-mortems/old.md")
    repository.git("commit", "--quiet", "--message", "Remove")
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    assert run(repository) == (0, "No Markdown file changes in this pull request.\n")


def test_a_pull_request_without_documents(repository: Repository) -> None:
    """Where no Markdown file changes there is nothing to say."""
    repository.merge({"code.py": "pass\n"})
    assert run(repository) == (0, "No Markdown file changes in this pull request.\n")


def test_a_checkout_without_history(repository: Repository) -> None:
    """Where changes cannot be told, everything is looked at, and the way out is said."""
    code, output = run(repository)
    assert code == 1
    assert "fetch-depth: 2" in output
    assert annotated(output) == {FILE, "post-mortems/old.md"}


def test_elsewhere_everything_is_looked_at(repository: Repository) -> None:
    """On a push every document of the configuration counts, and the level can be set."""
    repository.merge({NEW: OTHER.replace("0052", "0053")})
    code, output = run(repository, event="push", fail_on="never")
    assert code == 0
    assert len(annotated(output)) == 3


def test_named_files(repository: Repository) -> None:
    """Files are one a line, blanks and dashes in their names included."""
    repository.write("-x y.md", OTHER)
    _, output = run(repository, files=f"-x y.md\n\n{FILE}\n")
    assert annotated(output) == {"-x y.md", FILE}


def test_nothing_of_a_name_is_run(repository: Repository) -> None:
    """A name that bash could take for a command is a name."""
    name = "post-mortems/$(touch pwned)`touch pwned`;touch pwned.md"
    repository.merge({name: OTHER.replace("0052", "0053")})
    code, output = run(repository)
    assert code == 1
    assert "pwned" in output
    assert not (repository.folder / "pwned").exists()


def test_a_plan_in_a_pull_request(repository: Repository) -> None:
    """`reconcile` shows in a pull request what it would do, and makes no ticket."""
    code, output = run(repository, command="reconcile")
    assert code == 1
    assert annotated(output) == {FILE, "post-mortems/old.md"}
    assert "what syncd would do" in summary(repository)
    assert not (repository.folder / "tickets").exists()


def test_tickets_on_the_main_branch(repository: Repository) -> None:
    """Elsewhere `reconcile` does it, unless told not to."""
    assert run(repository, command="reconcile", event="push", dry_run="true")[0] == 1
    assert not (repository.folder / "tickets").exists()
    assert run(repository, command="reconcile", event="push", fail_on="never")[0] == 0
    assert (repository.folder / "tickets" / "PAY" / "PAY-1.md").exists()


@pytest.mark.parametrize("command", ["lint", "reconcile"])
def test_sarif_as_well(repository: Repository, command: str) -> None:
    """With `sarif` the findings are in a file, too; the step fails as it would without."""
    code, output = run(repository, command=command, sarif="found.sarif")
    assert code == 1
    log = json.loads((repository.folder / "found.sarif").read_text("utf-8"))
    assert len(log["runs"][0]["results"]) == len(re.findall(r"^::\w+ file=", output, re.MULTILINE))


def test_another_configuration(repository: Repository) -> None:
    """`config` names it, and a name that is not there is told."""
    repository.git("mv", "syncd.toml", "other.toml")
    assert run(repository, config="other.toml", event="push")[0] == 1
    code, output = run(repository, config="none.toml", event="push")
    assert code == 2
    assert "none.toml" in output


def test_a_wrong_command(repository: Repository) -> None:
    """A command that is none ends the step, and says which there are."""
    code, output = run(repository, command="demo; echo pwned")
    assert code == 2
    assert "only lint and reconcile" in output


def test_what_is_installed(tmp_path: Path) -> None:
    """syncd is installed from the checkout of the action, into a place that the job forgets."""
    step = STEPS["Install syncd"]
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    fake = '#!/bin/sh\necho "$0 $*" >> "$LOG"\nmkdir -p "$3/bin" && cp "$0" "$3/bin/python"\n'
    (fakes / "python3").write_text(fake)
    (fakes / "python3").chmod(0o755)
    path = tmp_path / "path"
    environment = clean(
        GITHUB_ACTION_PATH=str(HERE),
        GITHUB_PATH=str(path),
        RUNNER_TEMP=str(tmp_path),
        LOG=str(tmp_path / "log"),
    )
    environment["PATH"] = f"{fakes}:{environment['PATH']}"
    script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    subprocess.run(script, env=environment, cwd=tmp_path, check=True)
    _, pip = (tmp_path / "log").read_text("utf-8").splitlines()
    assert pip.startswith(f"{tmp_path}/syncd/bin/python -m pip install")
    assert Path(pip.split()[-1]).resolve() == ROOT
    assert path.read_text("utf-8") == f"{tmp_path}/syncd/bin\n"
