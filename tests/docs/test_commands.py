"""Every command that a page shows works as shown."""

import io
import re
import shlex
import shutil
import sys
from pathlib import Path

import click
import pytest

from docs.generate import ROOT
from syncd import demo
from syncd.cli import main
from syncd.cli.group import COMMANDS, cli
from tests.docs.reading import PAGES, fences, spans

BLOCKS = [(name, n, text) for name in PAGES for n, text in enumerate(fences(name, "sh"))]
SPANS = sorted(
    {(name, span) for name in PAGES for span in spans(name) if span.startswith("syncd ")}
)
TARGETS = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("name", "n", "text"), BLOCKS)
def test_a_block_can_be_typed_in(
    name: str, n: int, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines run one after the other in a company's folder, as somebody would type them."""
    company = Path(demo.__file__).parent / "company"
    shutil.copytree(company, tmp_path, dirs_exist_ok=True)
    if "syncd init" in text:
        (tmp_path / "syncd.toml").unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYNCD_CONFIG", raising=False)
    for line in text.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        if program == "syncd":
            monkeypatch.setattr(sys, "stdin", io.StringIO("\n" * 20))
            assert main(["--now", "2026-03-02", *arguments]) in {0, 1}, f"{name} {n}: {line}"
        elif program == "make":
            assert arguments[0] in TARGETS
        else:
            assert line == "pip install ."


@pytest.mark.parametrize(("name", "span"), SPANS)
def test_a_command_in_the_text_is_one(name: str, span: str) -> None:
    """Its name and options are known; where it has arguments, they are of the right kind."""
    _, *arguments = shlex.split(span)
    if arguments[0].startswith("-"):
        assert arguments[0] in {"--help", "--version"}
        return
    assert arguments[0] in COMMANDS, f"{name}: {span}"
    context = click.Context(cli, info_name="syncd")
    command = cli.get_command(context, arguments[0])
    assert command is not None
    lone = len(arguments) == 1 and command.name in {
        "new",
        "show",
        "score",
    }  # the name, and not a call
    command.make_context(span, arguments[1:], parent=context, resilient_parsing=lone)


@pytest.mark.parametrize("name", PAGES)
def test_make_targets_are_there(name: str) -> None:
    """`make NAME` in the text names a target that explains itself."""
    named = {span.split()[1] for span in spans(name) if span.startswith("make ")}
    assert named <= TARGETS


def test_files_that_are_named_are_there() -> None:
    """A path in the text of CONTRIBUTING.md leads somewhere."""
    places = [span for span in spans("CONTRIBUTING.md") if re.fullmatch(r"[\w./]+/[\w.]*", span)]
    places = [place for place in places if not place.startswith("../")]
    assert len(places) > 10
    assert [place for place in places if not (ROOT / place).exists()] == []
