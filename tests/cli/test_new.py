"""`syncd new`."""

import json
from pathlib import Path

import pytest

from syncd.markdown import read
from syncd.model import Document, PostMortem, Severity
from tests.cli.conftest import CONFIG, POST_MORTEM, Run

NOW = ["--now", "2026-03-01T23:30:00Z"]
PATH = "post-mortems/2026/2026-03-01-checkout-fails.md"


def written(path: Path) -> PostMortem:
    """A document, read."""
    return read(Document("docs", path.name, path.read_bytes(), "r1", path.name))


def test_a_document_to_start_from(run: Run, company: Path) -> None:
    """It lies in the source by year and day, has the next id, and the way on is told."""
    result = run("new", "Checkout  fails", "--severity", "sev2", "--service", "payments-api", *NOW)
    assert result.code == 0
    found = written(company / PATH)
    assert (found.id, found.title) == ("PM-2026-0052", "Checkout fails")
    assert (found.severity, found.services) == (Severity.SEV2, ("payments-api",))
    assert str(found.date) == "2026-03-01"
    assert result.out.startswith(f"Wrote {PATH}, PM-2026-0052.\n")
    assert "duration, detected_after, root_causes, lead" in result.out
    assert result.out.endswith(f"Then: syncd lint {PATH}\n")


def test_lint_asks_for_items_and_nothing_else(run: Run, company: Path) -> None:
    """A fresh document has one useful finding, and no example passes for an item."""
    run("new", "Checkout fails", "--severity", "SEV-1", *NOW)
    report = json.loads(run("lint", PATH, "--format", "json", *NOW).out)
    assert [each["rule"] for each in report["findings"]] == ["too-few-items"]
    assert report["items"] == []


def test_a_pass_makes_nothing_of_it(run: Run, company: Path) -> None:
    """Until somebody writes an item there is nothing to make a ticket of."""
    (company / "post-mortems" / "payments.md").unlink()
    run("new", "Checkout fails", *NOW)
    report = json.loads(run("reconcile", "--format", "json", *NOW).out)
    assert (report["changes"], len(report["post_mortems"])) == ([], 1)


def test_one_after_the_other(run: Run, company: Path) -> None:
    """The next document counts this one, too."""
    run("new", "One", *NOW)
    assert "PM-2026-0053" in run("new", "Two", *NOW).out
    assert "PM-2025-0001" in run("new", "Earlier", "--date", "2025-12-24", *NOW).out
    assert (company / "post-mortems/2025/2025-12-24-earlier.md").exists()


def test_an_unreadable_document_keeps_its_number(run: Run, company: Path) -> None:
    """A document that cannot be read is known by its name, so that its id is not given twice."""
    (company / "post-mortems" / "PM-2026-0060.md").write_bytes(b"\xff\xfe\x00")
    assert "PM-2026-0061" in run("new", "X", *NOW).out


def test_never_over_a_document(run: Run, company: Path) -> None:
    """What is there stays, and the way out is told: exit 2."""
    run("new", "Checkout fails", *NOW)
    before = (company / PATH).read_bytes()
    for arguments in (["Checkout fails"], ["Other", "--output", PATH]):
        result = run("new", *arguments, *NOW)
        assert (result.code, result.out) == (2, "")
        assert "is there already, and was kept" in result.err
    assert (company / PATH).read_bytes() == before


def test_a_broken_link_is_not_written_through(run: Run, company: Path) -> None:
    """A symbolic link in its place is something that is there."""
    (company / "x.md").symlink_to(company / "elsewhere.md")
    assert run("new", "X", "--output", "x.md", *NOW).code == 2
    assert not (company / "elsewhere.md").exists()


def test_it_can_be_printed(run: Run, company: Path) -> None:
    """`--output -` prints the document alone, and writes nothing."""
    before = sorted(company.rglob("*"))
    result = run("new", "Checkout fails", "--output", "-", *NOW)
    assert result.out.startswith("---\nid: PM-2026-0052\ntitle: Checkout fails\n")
    assert sorted(company.rglob("*")) == before


def test_another_place(run: Run, company: Path) -> None:
    """`--output FILE` writes there, and makes its folders."""
    assert run("new", "X", "--output", "drafts/deep/x.md", *NOW).code == 0
    assert written(company / "drafts/deep/x.md").id == "PM-2026-0052"


def test_an_id_of_ones_own(run: Run, company: Path) -> None:
    """`--id` is taken as it is, unless a document has it or it is none."""
    assert run("new", "One", "--id", "INC-481", *NOW).code == 0
    taken = run("new", "Two", "--id", "pm-2026-0051", *NOW)
    assert taken.code == 2
    assert "there is a post-mortem pm-2026-0051 already; PM-2026-0052 is free" in taken.err
    for odd in ("a b", "", "x\ny", "../x", "--"):
        assert run("new", "Three", f"--id={odd}", *NOW).code == 2


def test_documents_without_numbers(run: Run, company: Path) -> None:
    """Where documents are called after their paths, a new one is, too."""
    text = POST_MORTEM.replace("id: PM-2026-0051\n", "")
    (company / "post-mortems" / "payments.md").write_text(text)
    assert run("new", "Checkout fails", *NOW).out.startswith(f"Wrote {PATH}.\n")
    assert not written(company / PATH).id_is_given


def test_without_a_configuration(run: Run, folder: Path) -> None:
    """It begins a folder of post-mortems, and goes on with those of the usual one."""
    assert run("new", "Checkout fails", *NOW).out.startswith(f"Wrote {PATH}, PM-2026-0001.")
    assert "PM-2026-0002" in run("new", "Again", *NOW).out


def test_several_sources(run: Run, company: Path) -> None:
    """With two folders of post-mortems it asks which, and takes the answer."""
    (company / "more").mkdir()
    (company / "syncd.toml").write_text(CONFIG + '[sources.more]\nadapter="files"\npath="more"\n')
    assert "say --source docs or more" in run("new", "X", *NOW).err
    assert run("new", "X", "--source", "more", *NOW).code == 0
    assert (company / "more/2026/2026-03-01-x.md").exists()
    result = run("new", "X", "--source", "mroe", *NOW)
    assert result.code == 2
    assert "more" in result.err


def test_the_first_of_a_configuration(run: Run, company: Path) -> None:
    """A source whose folder is not there yet gets it with its first document."""
    (company / "post-mortems" / "payments.md").unlink()
    (company / "post-mortems").rmdir()
    assert "PM-2026-0001" in run("new", "X", *NOW).out
    assert (company / "post-mortems/2026/2026-03-01-x.md").exists()


def test_a_source_that_cannot_be_read(run: Run, company: Path) -> None:
    """Where not every id can be known none is given: exit 3, and nothing is written."""
    (company / "post-mortems" / "payments.md").unlink()
    (company / "post-mortems").rmdir()
    (company / "post-mortems").write_text("a file where the folder should be")
    result = run("new", "X", *NOW)
    assert result.code == 3
    assert "docs" in result.err


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Zahlung: Überlauf!", "zahlung-uberlauf"),
        ("../../etc/passwd", "etc-passwd"),
        ("決済が失敗", "決済が失敗"),
        ("!!!", "post-mortem"),
        ("one two " * 20, "one-two-one-two-one-two-one-two-one-two-one-two-one-two-one"),
        ("x" * 300, "x" * 60),
        ("red \x1b[31m line\nbreak", "red-31m-line-break"),
    ],
)
def test_names_of_files(run: Run, company: Path, title: str, name: str) -> None:
    """A title becomes a short name of a file in that folder, whatever is in it."""
    assert run("new", title, *NOW).code == 0
    (path,) = (company / "post-mortems" / "2026").iterdir()
    assert path.name == f"2026-03-01-{name}.md"
    assert written(path).title == " ".join(title.replace("\x1b", " ").split())
    assert path.read_text("utf-8").replace("\n", "").isprintable()


def test_wrong_usage(run: Run, company: Path) -> None:
    """No title, no severity, no day: exit 2, and nothing is written."""
    for arguments in ([" "], [], ["X", "--severity", "SEV-9"], ["X", "--date", "tomorrow"]):
        assert run("new", *arguments, *NOW).code == 2
    assert not (company / "post-mortems" / "2026").exists()


def test_a_place_that_cannot_be_written(run: Run, company: Path) -> None:
    """A file where a folder should be is exit 3, in one line."""
    (company / "post-mortems" / "2026").write_text("a file")
    result = run("new", "X", *NOW)
    assert result.code == 3
    assert result.err.count("\n") == 1
