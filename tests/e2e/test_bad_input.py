"""Bad input: a clear finding that names file and line and the way out; everything else is done."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.company import CONFIG, Company
from tests.e2e.test_workflow import OUTAGE

NOBODY = 65534
BAD_DOCUMENTS = {
    "broken YAML": (b"---\nid: [unclosed\ndate: 2026-01-01\n---\n# Title\n", 2),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 40, 1),
    "invalid UTF-8": (b"# Title\n\nfine\n\n- [ ] caf\xe9 is down\n", 5),
    "UTF-16": ("# Title\n\n- [ ] do it\n".encode("utf-16"), 1),
    "a table of 100,000 rows": (
        b"## Action items\n\n| Action | Owner |\n|---|---|\n" + b"| Do it | Ana |\n" * 100_000,
        1,
    ),
    "50 MB": (b"# Title\n" + b"x" * 50_000_000, 1),
}


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_an_unreadable_document(company: Company, name: str) -> None:
    """One document that cannot be read is a finding; the one beside it is reconciled."""
    content, line = BAD_DOCUMENTS[name]
    company.write("post-mortems/bad.md", content)
    company.write("post-mortems/outage.md", OUTAGE)
    run = company.reconcile()
    assert run.code == 1
    (finding,) = run.findings("unreadable-post-mortem")
    assert finding["file"] == "bad.md"
    assert finding["line"] >= line
    assert finding["level"] == "error"
    assert len(finding["message"]) < 300
    assert finding["hint"]
    assert len(company.tickets()) == 5
    assert (company.folder / "post-mortems/bad.md").read_bytes() == content


@pytest.mark.parametrize(
    "content",
    ["> " * 5_000 + "deep\n", "".join(f"{'  ' * n}- item {n}\n" for n in range(500)), "[" * 10_000],
    ids=["quotes", "lists", "brackets"],
)
def test_deep_nesting(company: Company, content: str) -> None:
    """Nesting beyond reason neither stops a pass nor makes tickets."""
    company.write("post-mortems/deep.md", f"# Deep\n\n## Action items\n\n{content}\n")
    company.write("post-mortems/outage.md", OUTAGE)
    run = company.reconcile()
    assert run.code in {0, 1}
    assert set(company.tickets().values()) >= {"Add circuit breaker to payment svc"}
    assert company.reconcile().changes == []


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """Do without the rights of root, for whom permissions mean nothing."""
    if os.geteuid() != 0:
        yield
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_without_permission() -> None:
    """What may not be read is said with exit 3, and nothing is concluded from its absence."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # pytest's own folders are closed to everybody else
        company = Company.at(Path(place, "acme"))
        company.write("post-mortems/closed/hidden.md", OUTAGE.replace("0051", "0052"))
        company.write("post-mortems/outage.md", OUTAGE)
        company.reconcile()
        closed = company.folder / "post-mortems" / "closed"
        with nobody(company.folder):
            closed.chmod(0)
            for forget in (False, True):
                if forget:
                    company.forget()
                run = company.reconcile()
                assert run.code == 3
                assert run.findings("orphan-ticket") == []
                assert run.changes == []
                assert "closed" in str(run.report["findings"])
            closed.chmod(0o755)
        assert company.reconcile().changes == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("status: finished", "done"),
        ("status: [", "PAY-2.md"),
        ("due: tomorrow", "2026-03-01"),
    ],
)
def test_a_ticket_that_a_human_broke(company: Company, broken: str, said: str) -> None:
    """A broken ticket is named with its file and the way out; it is neither lost nor replaced."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.reconcile()
    company.change_ticket("PAY-2", broken.partition(":")[0], broken.partition(": ")[2])
    before = company.state()
    for forget in (False, True):
        if forget:
            company.forget()
        run = company.reconcile()
        assert run.code == 3
        (error,) = run.report["errors"]
        assert "PAY-2.md:" in error["message"]
        assert said in error["message"]
        assert company.state() == before


def test_a_deleted_ticket_is_not_made_again(company: Company) -> None:
    """A linked ticket that is gone is `broken-ticket-link`, with and without memory."""
    company.write("post-mortems/outage.md", OUTAGE)
    company.reconcile()
    (company.folder / "tickets/PAY/PAY-3.md").unlink()
    for forget in (False, True):
        if forget:
            company.forget()
        run = company.reconcile()
        (finding,) = run.findings("broken-ticket-link")
        assert "PAY-3" in finding["message"]
        assert finding["line"] == 17
        assert run.changes == []
    text = company.document().replace("[PAY-3](../tickets/PAY/PAY-3.md)", "")
    company.write("post-mortems/outage.md", text)
    company.reconcile()
    assert len(company.tickets()) == 5


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (CONFIG.replace("url_base", "url_bse"), ["sources.docs.url_bse", "url_base"]),
        (CONFIG + '\n[policy]\ncapacity = "many"\n', ["policy.capacity", "number"]),
        (CONFIG + "\n[policy]\ncapacty = 3\n", ["policy.capacty", "capacity"]),
        (CONFIG.replace('tracker = "tickets"', 'tracker = "tickts"'), ["tickts", "tickets"]),
        (CONFIG.replace('adapter = "files"', 'adapter = "flies"', 1), ["flies", "files"]),
        (CONFIG + '\n[rules]\nmissing-onwer = "off"\n', ["missing-onwer", "missing-owner"]),
        ("[sources\n", ["line 1"]),
    ],
    ids=["unknown key", "wrong type", "near miss", "tracker", "adapter", "rule", "syntax"],
)
def test_a_wrong_configuration(company: Company, config: str, said: list[str]) -> None:
    """Exit 2 before anything is touched, with the file, the key and the nearest right one."""
    company.write("syncd.toml", config)
    company.write("post-mortems/outage.md", OUTAGE)
    before = company.state()
    run = company.reconcile()
    assert run.code == 2
    assert run.out == ""
    assert "syncd.toml" in run.err
    for words in said:
        assert words in run.err
    assert company.state() == before


def test_symbolic_links_are_not_followed(company: Company, tmp_path: Path) -> None:
    """A link out of the folder is neither read nor written."""
    outside = tmp_path / "outside.md"
    outside.write_text(OUTAGE, "utf-8")
    (company.folder / "post-mortems" / "link.md").symlink_to(outside)
    (company.folder / "post-mortems" / "folder").symlink_to(tmp_path)
    run = company.reconcile()
    assert run.report["items"] == []
    assert outside.read_text("utf-8") == OUTAGE


def test_a_wrong_path_does_no_harm(company: Company) -> None:
    """When most known links are gone at once nothing is changed until `--force`."""
    for n in range(4):
        company.write(f"post-mortems/{n}.md", OUTAGE.replace("0051", f"006{n}"))
    company.reconcile()
    kept = company.state()
    for n in range(2):
        (company.folder / f"post-mortems/{n}.md").rename(company.folder / f"{n}.away")
    company.write("post-mortems/new.md", OUTAGE.replace("0051", "0099"))
    run = company.reconcile()
    assert run.code == 3
    assert "10 of 20 known links" in run.report["errors"][0]["message"]
    assert {change["outcome"] for change in run.changes} == {"skipped"}
    assert len(company.tickets()) == 20
    assert len(run.findings("orphan-ticket")) == 10
    forced = company.reconcile("--force")
    assert {change["outcome"] for change in forced.changes} == {"applied"}
    assert set(kept) - set(company.state()) == {"post-mortems/0.md", "post-mortems/1.md"}
