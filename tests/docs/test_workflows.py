"""The YAML that pages show for CI is what GitHub, GitLab and pre-commit take."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from docs.generate import ROOT
from tests.docs.reading import fences

BIN = Path(sys.executable).parent
PAGE = "docs/how-to/pull-requests.md"
BLOCKS = [(text, YAML(typ="safe").load(text)) for text in fences(PAGE, "yaml")]
ACTION: dict[str, Any] = YAML(typ="safe").load(ROOT / "deploy" / "github-action" / "action.yml")
TEMPLATE = "deploy/gitlab-ci/syncd.gitlab-ci.yml"


def workflows() -> Iterator[str]:
    """The blocks that are whole workflows of GitHub."""
    yield from (text for text, data in BLOCKS if isinstance(data, dict) and "jobs" in data)


def steps() -> Iterator[dict[str, Any]]:
    """The steps of all workflows, and of the parts of one."""
    for _, data in BLOCKS:
        if isinstance(data, list):
            yield from data
        for job in data.get("jobs", {}).values() if isinstance(data, dict) else ():
            yield from job["steps"]


def test_workflows_are_valid(tmp_path: Path) -> None:
    """Each is one by the published schema of workflows."""
    paths = []
    for n, text in enumerate(workflows()):
        path = tmp_path / f"{n}.yml"
        path.write_text(text, "utf-8")
        paths.append(str(path))
    assert len(paths) == 2
    checker = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*checker, *paths], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_steps_use_the_action_as_it_is() -> None:
    """The action is where the page says, and has each input that a step gives it."""
    ours = [step for step in steps() if "syncd" in step.get("uses", "")]
    assert len(ours) == 3
    for step in ours:
        path = step["uses"].partition("@")[0].split("/", 2)[2]
        assert (ROOT / path / "action.yml").exists()
        assert set(step.get("with", {})) <= set(ACTION["inputs"])


def test_the_hook_is_there(tmp_path: Path) -> None:
    """pre-commit takes the configuration, whose hook is in the manifest."""
    text, data = next((text, data) for text, data in BLOCKS if "repos" in data)
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(text, "utf-8")
    subprocess.run([BIN / "pre-commit", "validate-config", path], check=True)
    hooks = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")
    (repo,) = data["repos"]
    assert {hook["id"] for hook in repo["hooks"]} <= {hook["id"] for hook in hooks}


def test_the_template_is_there() -> None:
    """The file that GitLab includes is here, and knows the variables that are set."""
    _, data = next(block for block in BLOCKS if "include" in block[1])
    (included,) = data["include"]
    assert included["file"] == TEMPLATE
    known = YAML(typ="safe").load(ROOT / TEMPLATE)["variables"]
    assert set(data["variables"]) <= set(known)
    named = set(re.findall(r"`(POST_MORTEM_\w+)`", (ROOT / PAGE).read_text("utf-8")))
    assert named <= set(known)
