"""An issue as a document: a head that says what stands beside the text, then the text verbatim.

Title, date and severity of an issue stand in its title, its time and its labels. The document
has them as front matter; what the text says itself is left to it. Taking the head off again
gives the text back, byte for byte. No I/O.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from syncd import yamltext
from syncd.yamltext import YamlError, split_front_matter

_BOM = "\ufeff"
_FOREIGN = "CVE|GHSA|RFC|ISO|JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC"
_ID = re.compile(
    rf"(?<![A-Za-z0-9-])(?!(?:{_FOREIGN})-)"
    r"(?:[A-Z]{1,8}-?(?:19|20)\d\d-\d{1,5}|(?i:PM|INC|IR|PIR|RCA)-\d+)(?!\d|-\d)"
)
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_SEVERITY = re.compile(r"sev(?:erity)?[\W_]*(?P<level>[1-5])", re.IGNORECASE)
# Lines in which a text says these things itself: "**Date:** 2026-03-01", "| Severity | SEV-1 |".
_SAYS_DAY = re.compile(
    r"^\W*(?:incident date|date(?: of (?:the )?incident)?|occurred(?: on)?)\W*[:|].*\d",
    re.IGNORECASE | re.MULTILINE,
)
_SAYS_SEVERITY = re.compile(
    r"^\W*(?:incident )?sev(?:erity)?(?: level)?\W*[:|]\W*\w"
    r"|^ {0,3}#{1,6} .*\bsev(?:erity)?\W?[1-5]",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class IssueDocument:
    """The text of an issue with the head for it, which goes in at `at`."""

    text: str
    head: str
    at: int

    @classmethod
    def of(cls, issue: Mapping[str, Any]) -> "IssueDocument":
        """From the JSON of an issue."""
        text = str(issue.get("body") or "")
        keys = _keys(issue, text)
        line_end = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
        matter, known = split_front_matter(text), None
        if matter is not None:
            known = _keys_of(matter.text)
        if matter is None or known is None:
            head = "".join(f"{line}{line_end}" for line in ["---", *_lines(keys), "---"])
            return cls(text, head, len(_BOM) if text.startswith(_BOM) else 0)
        missing = {name: value for name, value in keys.items() if name not in known}
        return cls(text, "".join(f"{line}{line_end}" for line in _lines(missing)), matter.start)

    @property
    def content(self) -> bytes:
        """The document."""
        return f"{self.text[: self.at]}{self.head}{self.text[self.at :]}".encode()

    def text_of(self, content: bytes) -> str:
        """The text of the issue for an edited document.

        Raises:
            ValueError: the head was edited, or it is no text.
        """
        document = content.decode()
        start = f"{self.text[: self.at]}{self.head}"
        if not document.startswith(start):
            raise ValueError("the edit is in the part that stands for title, date and severity")
        return self.text[: self.at] + document[len(start) :]


def _keys(issue: Mapping[str, Any], text: str) -> dict[str, str]:
    title = " ".join(str(issue["title"]).split())
    keys = {}
    if found := _ID.search(title):
        keys["id"] = found.group().upper()
        if not title[: found.start()].strip(" [("):  # "PM-2026-0057: Checkout timeouts"
            title = title[found.end() :].lstrip(" ])|:.–—-") or title
    keys["title"] = title
    if not _SAYS_DAY.search(text):
        keys["date"] = _day(title) or str(issue["created_at"])[:10]
    if not _SAYS_SEVERITY.search(text):
        names = [str(label["name"]) for label in issue.get("labels") or ()]
        levels = {found["level"] for name in names if (found := _SEVERITY.fullmatch(name.strip()))}
        if len(levels) == 1:
            keys["severity"] = f"SEV-{levels.pop()}"
    return keys


def _day(title: str) -> str | None:
    found = _DAY.search(title)
    try:
        return date.fromisoformat(found.group()).isoformat() if found else None
    except ValueError:
        return None


def _keys_of(front_matter: str) -> frozenset[str] | None:
    """The keys that it has; None if it is no front matter, but text between two rules."""
    try:
        data = yamltext.load(front_matter).data
    except YamlError:  # whoever reads it says so, and in which line
        return frozenset({"id", "title", "date", "severity"})
    if data is None:
        return frozenset()
    return frozenset(data) if isinstance(data, dict) else None


def _lines(keys: Mapping[str, str]) -> list[str]:
    return [f"{name}: {yamltext.dump(value)}" for name, value in keys.items()]
