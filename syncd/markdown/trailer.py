"""What in running text names a ticket, and the trailer with which syncd ends an item's title.

A trailer is one pair of parentheses behind the title, with the ticket's link, a status or
both: `Add an alert ([PAY-12](../tickets/PAY/PAY-12.md), done)`. People write the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from syncd.markdown.fields import status_of
from syncd.markdown.inline import Mention, Words
from syncd.markdown.words import word_set
from syncd.model import Link, Status

_LONGEST = 1_000
_KEY = r"[A-Za-z][A-Za-z0-9_]*-\d+|(?:[\w.-]+(?:/[\w.-]+)?)?#\d+"
_KEY_ALONE = re.compile(rf"\[?(?:{_KEY}|\d{{5,}})\]?")
_KEY_IN_TEXT = re.compile(
    r"(?<![\w/#&.-])(?:(?P<key>[A-Z][A-Z0-9]{1,9}-\d{1,6})|[\w.-]+/[\w.-]+#\d+|#\d{2,6})(?![\w/-])"
)
_NO_PROJECTS = word_set(
    """
    UTF SHA CVE GHSA RFC ISO IEC MD AES RSA TLS SSL HTTP IP IPV COVID SEV PM INC IR PIR RCA ADR
    GPT WCAG PEP EIP BIP ERC CWE ASCII CP FIPS SOC PCI ARM GMT UTC
    """
)
_TICKET_URL = re.compile(
    r"https?://[^\s/]+(?:/[^\s?#]*)?(?:"
    r"/(?:issues|pull|pulls|merge_requests|pull-requests|stories|story|tickets?|browse|issue)/"
    r"(?:[A-Za-z][A-Za-z0-9_]*-)?\d+"
    r"|/issue/[A-Z][A-Z0-9]*-\d+|/_workitems/edit/\d+|/\+bug/\d+|/T\d+|/c/[A-Za-z0-9]{8}"
    r"|[?&](?:id|issue|selectedIssue)=[A-Z0-9-]+\d)(?![\w])"
    r"|https?://app\.asana\.com/\S*\d{5,}",
)


@dataclass(frozen=True, slots=True)
class Trailer:
    """The trailer of an item: where it stands in the raw text, blanks before it included.

    `link` is as written, `ticket` what it names.
    """

    start: int
    end: int
    link: str | None = None
    ticket: Link | None = None
    status: Status | None = None
    reason: str | None = None


def is_ticket(mention: Mention) -> bool:
    """Whether a link leads to a ticket, not to a document, a commit or a dashboard."""
    if _TICKET_URL.match(mention.url):
        return True
    return (
        mention.target is not None
        and _KEY_ALONE.fullmatch(mention.text) is not None
        and not _is_commit(mention.url)
        and _project(mention.text) not in _NO_PROJECTS
    )


def key_of(text: str) -> str | None:
    """The key that a text consists of."""
    return text.strip("[]") if _KEY_ALONE.fullmatch(text) else None


def ticket_links(words: Words, raw: str) -> Iterator[tuple[int, Link]]:
    """The tickets that running text names, each with its place in the raw text."""
    for mention in words.mentions:
        if is_ticket(mention):
            yield mention.start, Link(mention.text, mention.target)
    for match in _KEY_IN_TEXT.finditer(raw):
        if match["key"] and _project(match["key"]) in _NO_PROJECTS:
            continue
        taken = any(mention.start <= match.start() < mention.end for mention in words.mentions)
        if not taken and not words.in_code(match.start()):
            yield match.start(), Link(match.group())


def find_trailer(raw: str, words: Words) -> Trailer | None:
    """The trailer of a text, wherever people have written on behind it.

    A status word right behind it belongs to it: `([PAY-1](...)) done`.
    """
    return _last(raw, words) or _followed_by_status(raw, words) or _inner(raw, words)


def _followed_by_status(raw: str, words: Words) -> Trailer | None:
    text = raw.rstrip()
    close = text.rfind(")") + 1
    word = text[close:].strip(" :,–—-")
    group = _group(raw, close, words) if close and word and _is_word(word) else None
    if group is None or group.link is None:
        return None
    return replace(group, end=len(text), status=status_of(word)[0], reason=None)


def _inner(raw: str, words: Words) -> Trailer | None:
    """The one trailer in the middle of a text; where there are several, none is syncd's."""
    ends = [raw.find(")", mention.end) + 1 for mention in words.mentions]
    groups = [group for end in ends if end and (group := _group(raw, end, words)) and group.link]
    return groups[0] if len(groups) == 1 else None


def _last(raw: str, words: Words) -> Trailer | None:
    """The trailer with which a text ends; people may write it as two, `([#1](...)) (done)`."""
    last = _group(raw, len(raw.rstrip()), words)
    if last is None or last.link is not None:
        return last
    first = _group(raw, last.start, words)
    if first is None or first.link is None or first.status is not None:
        return last
    return replace(last, start=first.start, link=first.link, ticket=first.ticket)


def _group(raw: str, end: int, words: Words) -> Trailer | None:
    """What one pair of parentheses that ends at `end` says, if it can be a trailer."""
    start = _opening(raw, end)
    if start is None or words.in_code(start):
        return None
    mentions = [mention for mention in words.mentions if start < mention.start < end]
    found = _parts(raw, start + 1, end - 1, mentions)
    if found is None:
        return None
    link, ticket, status, reason = found
    return Trailer(len(raw[:start].rstrip()), end, link, ticket, status, reason)


def compose(link: str | None, status: str | None) -> str:
    """A trailer with the blank before it; nothing if there is nothing to say."""
    parts = [part for part in (link, status) if part]
    return f" ({', '.join(parts)})" if parts else ""


def markdown_link(text: str, target: str | None) -> str:
    """A link as Markdown, or the text alone without a target."""
    if target is None:
        return text
    if re.search(r"[\s()<>]", target):
        target = f"<{target.replace('<', '%3C').replace('>', '%3E')}>"
    label = re.sub(r"([\[\]\\])", r"\\\1", text)
    return f"[{label}]({target})"


def _opening(raw: str, end: int) -> int | None:
    """Where the parenthesis opens that closes right before `end`."""
    if not raw[:end].endswith(")"):
        return None
    depth = 0
    for position in range(end - 1, max(-1, end - _LONGEST), -1):
        depth += (raw[position] == ")") - (raw[position] == "(")
        if depth == 0:
            return position if position and raw[position - 1].isspace() else None
    return None


def _parts(
    raw: str, start: int, end: int, mentions: Sequence[Mention]
) -> tuple[str | None, Link | None, Status | None, str | None] | None:
    link = ticket = status = reason = None
    if len(mentions) > 1:
        return None
    text = raw[start:end]
    if mentions:
        mention = mentions[0]
        if mention.start != start or not is_ticket(mention):
            return None
        link = raw[mention.start : mention.end]
        ticket = Link(mention.text, mention.target, declared=True)
        text = raw[mention.end : end]
        if text and not text.startswith(", "):
            return None
    else:
        key, comma, rest = text.partition(", ")
        if key_of(key) and _project(key) not in _NO_PROJECTS:
            link, ticket, text = key, Link(key, declared=True), comma + rest
    text = text.removeprefix(", ")
    if text:
        word, colon, rest = text.partition(":")
        status, reason = status_of(text if colon else word)
        if status is None or (not colon and not _is_word(word)) or (colon and not reason):
            return None
        if colon:
            reason = rest.strip()
    if link is None and status is None:
        return None
    return link, ticket, status, reason


def _is_word(text: str) -> bool:
    plain = text.strip(" *_`!.").casefold()
    return plain in _STATUS_WORDS


_STATUS_WORDS = frozenset(
    {
        "open",
        "todo",
        "to do",
        "not started",
        "in progress",
        "in-progress",
        "in_progress",
        "wip",
        "doing",
        "started",
        "ongoing",
        "done",
        "completed",
        "complete",
        "fixed",
        "resolved",
        "closed",
        "shipped",
        "merged",
        "dropped",
        "won't do",
        "wontfix",
        "cancelled",
        "canceled",
        "rejected",
        "obsolete",
        "deferred",
        "postponed",
        "✅",
        "✔",
        "✔️",
        "❌",
    }
)


def _project(key: str) -> str:
    return key.strip("[]").partition("-")[0].upper()


def _is_commit(url: str) -> bool:
    return "/commit/" in url or "/blob/" in url or "/tree/" in url
