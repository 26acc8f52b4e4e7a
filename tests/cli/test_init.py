"""`syncd init`."""

import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import POST_MORTEM, Run

NOW = ["--now", "2026-03-01"]


def written(folder: Path) -> dict[str, object]:
    """The configuration that was written."""
    return tomllib.loads((folder / "syncd.toml").read_text())


def test_without_questions_there_are_defaults(run: Run, folder: Path) -> None:
    """`--yes` writes a configuration that loads, and proposes to act on the last 90 days."""
    (folder / "docs" / "postmortems").mkdir(parents=True)
    (folder / "docs" / "postmortems" / "a.md").write_text(POST_MORTEM)
    result = run("init", "--yes", *NOW)
    assert result.code == 0
    config = written(folder)
    assert str(config["policy"]["since"]) == "2025-12-01"  # type: ignore[index]
    assert config["sources"]["docs"]["path"] == "docs/postmortems"  # type: ignore[index]
    assert "Wrote syncd.toml." in result.out
    assert "no services and no people" in result.out
    assert "!!" in result.out
    assert "Next: syncd reconcile --dry-run" in result.out
    assert run("reconcile", "--dry-run", *NOW).code in {0, 1}


def test_options_answer_questions(run: Run, folder: Path) -> None:
    """What is said by option ends up in the file, odd names included."""
    run(
        *("init", "--yes", "--post-mortems", "pm", "--url-base", 'https://x/"a"/'),
        *("--tickets", "t", "--team", "data platform", "--project", "DP"),
        *("--lead", "li@acme.com", "--services", "api, worker", "--since", "2026-02-03"),
    )
    config = written(folder)
    assert config["sources"]["docs"]["url_base"] == 'https://x/"a"/'  # type: ignore[index]
    assert config["trackers"]["tickets"]["path"] == "t"  # type: ignore[index]
    assert config["teams"] == {
        "data platform": {
            "tracker": "tickets",
            "project": "DP",
            "lead": "li@acme.com",
            "services": ["api", "worker"],
        }
    }
    assert str(config["policy"]["since"]) == "2026-02-03"  # type: ignore[index]


def test_questions_are_answered_line_by_line(run: Run, folder: Path) -> None:
    """Without `--yes` each answer is asked for; an empty line takes the default."""
    (folder / "incidents").mkdir()
    answers = ["incidents", "", "files", "", "payments", "", "ana@acme.com", "payments-api", "all"]
    result = run("init", *NOW, stdin="\n".join(answers) + "\n")
    assert result.code == 0
    assert "In which folder are the post-mortems?" in result.err
    assert "In which folder" not in result.out
    config = written(folder)
    assert config["teams"]["payments"]["project"] == "PAYM"  # type: ignore[index]
    assert config["policy"] == {}


def test_what_is_there_is_kept(run: Run, folder: Path) -> None:
    """A configuration that is there is overwritten only by those who say so."""
    path = folder / "syncd.toml"
    path.write_text("# mine\n")
    for args, stdin in ((["--yes"], ""), ([], "n\n"), ([], "\n")):
        result = run("init", *args, stdin=stdin)
        assert result.code == 2
        assert "was kept; --force overwrites it" in result.err
        assert path.read_text() == "# mine\n"
    assert run("init", stdin="y" + "\n" * 20).code == 0
    path.write_text("# mine\n")
    assert run("init", "--yes", "--force").code == 0
    assert path.read_text() != "# mine\n"


def test_nobody_to_answer_is_told(run: Run, folder: Path) -> None:
    """Without answers nothing is written, and `--yes` is named."""
    result = run("init")
    assert result.code == 2
    assert "--yes takes the defaults" in result.err
    assert not list(folder.iterdir())


def test_what_is_missing_is_said_and_no_failure(run: Run, folder: Path) -> None:
    """A folder that is yet to be made is named; the configuration is written all the same."""
    result = run("init", "--yes")
    assert result.code == 0
    assert "!!  sources.docs" in result.out


@pytest.mark.parametrize("since", ["yesterday", "2026-02-30"])
def test_a_date_must_be_one(run: Run, folder: Path, since: str) -> None:
    """What is no date is refused before anything is written."""
    result = run("init", "--yes", "--since", since)
    assert result.code == 2
    assert "no date such as 2026-01-31" in result.err
    assert not list(folder.iterdir())


def test_another_file_can_be_named(run: Run, folder: Path) -> None:
    """`--config` says where the configuration is written, in a folder that is there."""
    assert run("init", "--yes", "--config", "other.toml").code == 0
    assert (folder / "other.toml").exists()
    result = run("init", "--yes", "--config", "no/other.toml")
    assert result.code == 2
    assert "there is no folder" in result.err
