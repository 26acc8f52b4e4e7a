"""What is generated is what the code says today."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.generate import BLOCKS, ROOT, main, pages
from docs.story import CUT
from syncd.cli import main as syncd
from tests.docs.reading import fences, page


def test_every_page_is_fresh() -> None:
    """`python -m docs.generate --check` finds nothing to write."""
    result = CliRunner().invoke(main, ["--check"])
    assert result.exit_code == 0, result.output


def test_a_stale_page_is_found_and_mended(tmp_path: Path) -> None:
    """The check names the page and shows the difference; a run without it writes the page."""
    (tmp_path / "docs").mkdir()
    stale = tmp_path / "docs" / "scores.md"
    stale.write_text(
        "Before.\n\n<!-- begin json-score -->\nold\n<!-- end json-score -->\n\nAfter.\n"
    )
    told = CliRunner().invoke(main, ["--check", "--root", str(tmp_path)])
    assert told.exit_code == 1
    assert "docs/scores.md" in told.output
    assert "-old" in told.output.splitlines()
    assert "old" in stale.read_text()
    assert CliRunner().invoke(main, ["--root", str(tmp_path)]).exit_code == 0
    text = stale.read_text()
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")
    assert '"matrix": "P2"' in text
    assert CliRunner().invoke(main, ["--check", "--root", str(tmp_path)]).exit_code == 0


def test_an_unknown_block_is_an_error(tmp_path: Path) -> None:
    """A misspelt block is told with those that there are, and nothing is written."""
    (tmp_path / "README.md").write_text("<!-- begin demmo -->\n<!-- end demmo -->\n")
    result = CliRunner().invoke(main, ["--root", str(tmp_path)])
    assert result.exit_code == 1
    assert "'demmo'" in result.output
    assert "demo" in result.output.split("there are")[1]


def test_every_block_is_used() -> None:
    """Nothing is generated for no page."""
    text = "".join(path.read_text("utf-8") for path in pages(ROOT))
    assert [name for name in BLOCKS if f"<!-- begin {name} -->" not in text] == []


def test_the_readme_shows_a_real_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line of the README's run is one that `syncd demo` prints, in the same order."""
    assert syncd(["demo", "--dir", str(tmp_path / "acme")]) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    shown = next(fences("README.md", "text")).splitlines()
    assert len(shown) < 60, "one screen"
    for line in shown:
        start, cut, end = line.partition(CUT)
        if line and line != CUT:
            assert any(
                real.startswith(start) and real.endswith(end) and (cut or real == line)
                for real in printed
            ), line


def test_the_readme_starts_with_a_run() -> None:
    """A newcomer sees what it does before anything has to be installed."""
    text = page("README.md")
    assert text.index("<!-- begin demo -->") < text.index("pip install")
