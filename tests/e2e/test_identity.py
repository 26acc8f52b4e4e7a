"""Identity on real files: whatever people do to documents, no ticket changes hands.

Each row carries a tag in its title that nobody edits, so that the test knows which row is
which after any number of edits; syncd does not know what the tag means.
"""

import re
import tempfile
from pathlib import Path

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.e2e.company import Company

HEAD = """\
---
date: 2026-02-27
severity: SEV-2
services: [payments-api]
---

# An incident

## Action items

| Action | Category | Owner | Ticket | Status |
|--------|----------|-------|--------|--------|
"""
TAIL = "\n## Lessons\n\nNone yet.\n"
WORDS = st.sampled_from(["Add an alert", "Write the runbook", "Fix the client", "Ümlaut \\| pipe"])
ACTS = ["reorder", "retitle", "delete", "insert", "move", "copy", "rename", "same id"]


def row(tag: int, title: str) -> str:
    """A row as somebody writes it."""
    return f"| {title} tag{tag} | Detect | Jane Doe |  |  |"


class Documents:
    """The documents of a company, as lists of rows."""

    def __init__(self, company: Company) -> None:
        """Two documents of three rows each."""
        self.company = company
        self.tags = 0
        self.heads = dict.fromkeys(["a.md", "b.md"], HEAD)
        self.rows = {name: [self.new("Add an alert") for _ in range(3)] for name in self.heads}
        self.write()

    def new(self, title: str) -> str:
        """A new row with a tag of its own."""
        self.tags += 1
        return row(self.tags, title)

    def write(self) -> None:
        """Put all documents on disk."""
        for path in (self.company.folder / "post-mortems").glob("*.md"):
            path.unlink()
        for name, rows in self.rows.items():
            self.company.write(f"post-mortems/{name}", self.heads[name] + "\n".join(rows) + TAIL)

    def read(self) -> None:
        """Take over what syncd wrote."""
        for name in self.rows:
            text = self.company.document(name)
            self.rows[name] = [line for line in text.splitlines() if re.search(r"tag\d", line)]

    def links(self) -> dict[tuple[str, str], str | None]:
        """The ticket of each row, by document and tag."""
        links: dict[tuple[str, str], str | None] = {}
        for name, rows in self.rows.items():
            for line in rows:
                tag, link = re.search(r"tag\d+", line), re.search(r"\[(PAY-\d+)\]", line)
                links[name, tag[0] if tag else ""] = link[1] if link else None
        return links

    def edit(self, data: st.DataObject, act: str) -> None:
        """One thing that people do."""
        name = data.draw(st.sampled_from(sorted(self.rows)))
        rows = self.rows[name]
        if act == "reorder":
            self.rows[name] = data.draw(st.permutations(rows))
        elif act == "insert":
            rows.insert(data.draw(st.integers(0, len(rows))), self.new(data.draw(WORDS)))
        elif act == "copy":
            self.rows[f"copy-of-{name}"] = list(rows)
            self.heads[f"copy-of-{name}"] = self.heads[name]
        elif act == "rename":
            self.rows[f"moved-{name}"] = self.rows.pop(name)
            self.heads[f"moved-{name}"] = self.heads.pop(name)
        elif act == "same id":
            for each in list(self.heads)[:2]:
                self.heads[each] = self.heads[each].replace("---\n", "---\nid: PM-2026-0001\n", 1)
        elif rows:
            n = data.draw(st.integers(0, len(rows) - 1))
            if act == "retitle":
                rows[n] = re.sub(r"^\| .*? (tag\d+)", rf"| {data.draw(WORDS)} \1", rows[n])
            elif act == "delete":
                del rows[n]
            else:
                other = data.draw(st.sampled_from(sorted(self.rows)))
                self.rows[other].append(rows.pop(n))


@settings(max_examples=settings().max_examples * 2 // 5)
@given(data=st.data(), forget=st.booleans())
def test_no_ticket_changes_hands(data: st.DataObject, forget: bool) -> None:
    """After any edits each row still has its ticket or none, new rows alone get new tickets."""
    with tempfile.TemporaryDirectory() as place:
        documents = Documents(Company.at(Path(place, "acme")))
        company = documents.company
        company.reconcile()
        documents.read()
        owners = {ticket: tag for (_, tag), ticket in documents.links().items()}
        assert len(owners) == 6
        for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=1, max_size=4)):
            event(act)
            documents.edit(data, act)
        documents.write()
        if forget:
            company.forget()
        run = company.reconcile()
        assert run.code in {0, 1}
        assert company.reconcile().changes == []
        documents.read()
        for (_, tag), ticket in documents.links().items():
            assert owners.setdefault(ticket, tag) == tag or ticket is None
        titles = [title for title in company.tickets().values() if title]
        tags = [re.findall(r"tag\d+", title)[0] for title in titles]
        assert len(tags) == len(set(tags))
        assert len(tags) <= documents.tags
