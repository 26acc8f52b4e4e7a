"""Digests, posts and answers as messages of Block Kit; pure.

Source: docs.slack.dev/reference/block-kit/blocks: at most 50 blocks a message, 150 signs in a
header, 3000 in the text of a section; `verbatim` keeps Slack from making links and mentions of
what looks like them. `text` is what notifications and screen readers have.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncd.model import Digest, DigestLine, Post
from syncd.ports.command import Reply, ReplyLine
from syncd_slack.mrkdwn import escaped, from_markdown, link, plain

Block = Mapping[str, Any]

MOST_BLOCKS = 50
_LONGEST_HEADER = 150
_LONGEST_TEXT = 2900  # of 3000
_MOST_LINES = 22  # two blocks a line, and four others
_MOST_ANSWERS = 20  # two blocks each
_MOST_PARTS = 6
_LONGEST_NAME = 2000
_SIGNS: Mapping[str, str] = {
    "recurrence": ":rotating_light:",
    "escalation": ":small_red_triangle:",
    "overdue": ":red_circle:",
    "risk-expired": ":hourglass:",
    "due-soon": ":large_yellow_circle:",
    "check-in": ":speech_balloon:",
}
_ANSWER = (
    "Answer on the ticket: a comment is enough. `/syncd snooze 14d REASON`,"
    " `/syncd due 2026-04-01 REASON` and `/syncd help` work there too."
)


def of_digest(digest: Digest) -> Mapping[str, Any]:
    """The `text` and `blocks` of one person's message of one day."""
    shown, more = digest.lines[:_MOST_LINES], len(digest.lines) - _MOST_LINES
    number = _counted(len(digest.lines))
    blocks: list[Block] = [_header(f"{number} for you"), _context(_day(digest))]
    for line in shown:
        blocks += [_section(_ask(line)), _context(_facts(line))]
    if more > 0:
        blocks.append(_context(f"and {_counted(more)} more; `syncd items` lists them all"))
    blocks.append(_context(_ANSWER))
    listed = ", ".join(filter(None, (escaped(line.ticket or line.item) for line in shown[:5])))
    rest = ", ..." if len(digest.lines) > 5 else ""
    return {"text": f"{number} for you: {listed}{rest}", "blocks": blocks}


def of_post(post: Post) -> Mapping[str, Any]:
    """The `text` and `blocks` of something for a channel; what is too long ends with a hint."""
    title = " ".join(post.title.split())
    blocks: list[Block] = [_header(title)]
    paragraphs = [
        part for told in from_markdown(post.text) for part in _parts(told) if told != f"*{title}*"
    ]
    room = MOST_BLOCKS - 2
    blocks += [_section(told) for told in paragraphs[:room]]
    if len(paragraphs) > room:
        blocks.append(_context("It goes on; `syncd review` shows all of it."))
    return {"text": escaped(title), "blocks": blocks}


def of_reply(reply: Reply) -> Mapping[str, Any]:
    """The `text` and `blocks` of an answer, with as many items as there is room for."""
    blocks: list[Block] = [_header(reply.title)]
    told = [part for text in from_markdown(reply.text) for part in _parts(text)]
    blocks += [_section(part) for part in told[:_MOST_PARTS]]
    for line in reply.lines[:_MOST_ANSWERS]:
        blocks += [_section(_item(line)), _context(_about(line))]
    if more := len(reply.lines[_MOST_ANSWERS:]):
        blocks.append(_context(f"and {_counted(more)} more; {plain(reply.rest)}"))
    return {"text": escaped(reply.title), "blocks": blocks}


def _item(line: ReplyLine) -> str:
    sign = _SIGNS["overdue"] if line.late else ":memo:"
    name = link(line.name, line.url)
    if len(name) > _LONGEST_NAME:  # half a link would be none
        name = _short(line.name, _LONGEST_NAME)
    why = f"\n{_short(line.why, 500)}" if line.why else ""
    return f"{sign} {name} *{_short(line.title, 300)}*{why}"


def _about(line: ReplyLine) -> str:
    due = f"due {line.due.isoformat()}" if line.due else "no due date"
    facts = (f"{due}, overdue" if line.late else due, *line.facts)
    return " · ".join(_short(fact, 100) for fact in facts if fact)


def _ask(line: DigestLine) -> str:
    name = link(line.ticket or line.item, line.url)
    sign = _SIGNS.get(line.kind, ":memo:")
    return f"{sign} {name} *{_short(line.title, 300)}*\n{_short(line.text, 1000)}"


def _facts(line: DigestLine) -> str:
    due = f"due {line.due.isoformat()}" if line.due else ""
    facts = (line.priority or "", due, line.kind.replace("-", " "), line.post_mortem)
    return " · ".join(plain(fact) for fact in facts if fact)


def _day(digest: Digest) -> str:
    kinds = list(dict.fromkeys(line.kind for line in digest.lines))
    told = [
        f"{sum(line.kind == kind for line in digest.lines)} {kind.replace('-', ' ')}"
        for kind in kinds
    ]
    return plain(f"{digest.day:%A}, {digest.day.isoformat()}: {', '.join(told)}")


def _counted(number: int) -> str:
    return "1 action item" if number == 1 else f"{number} action items"


def _short(text: str, most: int) -> str:
    """`text` on one line, which has no more signs than that once it is written for Slack."""
    line = " ".join(text.split())
    told, room = plain(line), min(len(line), most)
    while len(told) > most:  # what is escaped takes up to six times as much
        room = room * 4 // 5
        told = plain(f"{line[:room]}…")
    return told


def _parts(text: str) -> Iterator[str]:
    """A text in parts that fit into a section each, cut between lines where that can be."""
    fence = "```" if text.startswith("```") else ""
    part = ""
    for line in _lines(text):
        if part and len(part) + len(line) + len(fence) + 1 > _LONGEST_TEXT:
            yield f"{part}\n{fence}".rstrip()
            part = fence
        part = f"{part}\n{line}" if part else line
    if part.strip("`\n"):
        yield part


def _lines(text: str) -> Sequence[str]:
    return [
        line[n : n + _LONGEST_TEXT - 10]
        for line in text.split("\n")
        for n in range(0, max(len(line), 1), _LONGEST_TEXT - 10)
    ]


def _header(text: str) -> Block:
    short = text if len(text) <= _LONGEST_HEADER else f"{text[: _LONGEST_HEADER - 1]}…"
    return {"type": "header", "text": {"type": "plain_text", "text": short, "emoji": False}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}
