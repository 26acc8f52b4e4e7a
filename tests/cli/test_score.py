"""`syncd score`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

BOTH = ["--impact", "3", "--effort", "4"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--impact", "3", "--effort", "1"], "P0 (3/1 = 3.00)\n"),
        ([*BOTH], "P2 (3/4 = 0.75)\n"),
        ([*BOTH, "--severity", "SEV-1"], "P2 (3/4 = 0.75) -> P0 (SEV-1, impact >= 3)\n"),
        ([*BOTH, "--severity", "sev1"], "P2 (3/4 = 0.75) -> P0 (SEV-1, impact >= 3)\n"),
        ([*BOTH, "--severity", "2"], "P2 (3/4 = 0.75)\n"),
        (
            [*BOTH, "--category", "detect", "--halves-duration"],
            "P2 (3/4 = 0.75) -> P1 (detection that halves the duration)\n",
        ),
        ([*BOTH, "--repeated"], "P2 (3/4 = 0.75) -> P1 (two post-mortems ask for it)\n"),
    ],
)
def test_a_priority_with_its_reason(run: Run, args: list[str], told: str) -> None:
    """The matrix and each override are shown as they came about."""
    result = run("score", *args)
    assert (result.code, result.out) == (0, told)


def test_as_json(run: Run) -> None:
    """Programs get priority, matrix and reason apart."""
    report = json.loads(run("score", *BOTH, "--severity", "SEV-1", "--format", "json").out)
    assert report == {
        "version": "1",
        "priority": "P0",
        "matrix": "P2",
        "reason": "P2 (3/4 = 0.75) -> P0 (SEV-1, impact >= 3)",
    }


def test_the_configuration_can_change_the_policy(run: Run, folder: Path) -> None:
    """With a configuration, its thresholds count."""
    (folder / "syncd.toml").write_text("[policy.priority]\noverrides = false\np2_ratio = 0.8\n")
    assert run("score", *BOTH, "--severity", "SEV-1").out == "P3 (3/4 = 0.75)\n"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--impact", "5", "--effort", "1"], "1<=x<=4"),
        ([*BOTH, "--severity", "SEV-9"], "SEV-1 to SEV-5"),
        ([*BOTH, "--category", "fix"], "'prevent', 'detect', 'mitigate'"),
    ],
)
def test_what_is_out_of_range_is_refused(run: Run, args: list[str], told: str) -> None:
    """A value that does not exist ends with exit 2 and the ones that do."""
    result = run("score", *args)
    assert (result.code, result.out) == (2, "")
    assert told in result.err


@pytest.mark.parametrize("where", ["--config", "SYNCD_CONFIG"])
def test_a_named_configuration_must_be_there(
    run: Run, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Without `syncd.toml` the defaults count, but one that was named is not passed over."""
    named = ["--config", "nowhere.toml"] if where == "--config" else []
    if not named:
        monkeypatch.setenv(where, "nowhere.toml")
    assert run("score", *BOTH, *named).code == 2
