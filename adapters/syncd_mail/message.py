"""Digests and posts as mail; pure.

The Message-ID follows from person and day, so that a digest which came twice is one to clients
that know a message by it; a reference that all digests of a person share keeps them in one
thread. `Auto-Submitted` keeps machines from answering.
Source: RFC 5322, 3.6.4 (Message-ID, References); RFC 3834, 5 (Auto-Submitted).
"""

import hashlib
import html
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from markdown_it import MarkdownIt

from syncd.model import Digest, DigestLine, Post

_STYLE = "font-family: sans-serif; max-width: 42em; line-height: 1.4"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def of_digest(digest: Digest, to: str, sender: str, domain: str, at: datetime) -> EmailMessage:
    """One person's mail of one day; `to` is where they read mail."""
    who = digest.person.casefold()
    message = _addressed(sender, to, at)
    message["Subject"] = _heading(digest)
    message["Message-ID"] = f"<{_key('digest', who, digest.day.isoformat())}@{domain}>"
    thread = f"<{_key('digests', who)}@{domain}>"
    message["In-Reply-To"] = thread
    message["References"] = thread
    message.set_content("\n".join(_text(digest)), cte="quoted-printable")
    message.add_alternative(_page("".join(_html(digest))), subtype="html", cte="quoted-printable")
    return message


def of_post(post: Post, sender: str, domain: str, at: datetime) -> EmailMessage:
    """Something for a list; Markdown reads well as it is, so that the text is just that."""
    message = _addressed(sender, post.channel, at)
    message["Subject"] = " ".join(post.title.split())
    message["Message-ID"] = f"<{_key('post', post.channel, post.title, post.text)}@{domain}>"
    message.set_content(post.text, cte="quoted-printable")
    page = _page(_MARKDOWN.render(post.text))
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message


def _addressed(sender: str, to: str, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"syncd <{sender}>"
    message["To"] = to
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"
    return message


def _text(digest: Digest) -> Iterator[str]:
    yield _heading(digest)
    for line in digest.lines:
        yield ""
        yield f"{_one(line.title)}"
        yield f"  {_one(line.text)}"
        yield f"  {_facts(line)}"
        if line.url:
            yield f"  {_one(line.url)}"
    yield ""
    yield "Answer on the ticket; nobody reads mail to this address."


def _html(digest: Digest) -> Iterator[str]:
    yield f"<h2>{_heading(digest)}</h2>\n<ul>\n"
    for line in digest.lines:
        title = html.escape(_one(line.title))
        if line.url:
            title = f'<a href="{html.escape(line.url)}">{title}</a>'
        yield (
            f"<li><p><strong>{title}</strong><br>\n{html.escape(_one(line.text))}<br>\n"
            f"<small>{html.escape(_facts(line))}</small></p></li>\n"
        )
    yield "</ul>\n<p><small>Answer on the ticket; nobody reads mail to this address.</small></p>\n"


def _facts(line: DigestLine) -> str:
    due = f"due {line.due.isoformat()}" if line.due else None
    facts = (
        line.kind.replace("-", " "),
        line.priority,
        due,
        line.ticket or line.item,
        line.post_mortem,
    )
    return ", ".join(_one(fact) for fact in facts if fact)


def _heading(digest: Digest) -> str:
    number = len(digest.lines)
    items = "1 action item" if number == 1 else f"{number} action items"
    return f"{items} for you, {digest.day.isoformat()}"


def _one(text: str) -> str:
    """On one line: a text that breaks it could pretend to be another item."""
    return " ".join(text.split())


def _page(body: str) -> str:
    return f'<!DOCTYPE html>\n<html><body style="{_STYLE}">\n{body}</body></html>\n'


def _key(*parts: str) -> str:
    return f"syncd.{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"
