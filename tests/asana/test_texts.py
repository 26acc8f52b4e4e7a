"""What syncd leaves in descriptions and comments, and how it is edited. No server."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import NOTE, Base, Identity, Priority, State, Status
from syncd.ports.marker import MarkerError
from syncd_asana import block, carrier, rich, said
from syncd_asana.records import Person, Story

URL = "https://git.test/acme/pm.md?plain=1&x=2"
BASE = Base("Add a breaker", "jane.doe@acme.com", date(2026, 3, 9), Priority.P0, Status.OPEN, URL)
IDENTITY = Identity("PM-2026-0051-03", "PM-2026-0051", URL, base=BASE)
FORMATTED = (
    "<body><h1>Steps</h1><ul><li>one &amp; <strong>two</strong></li></ul>"
    '<a href="https://app.asana.com/0/1/2" data-asana-gid="2">it</a>\n</body>'
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def test_the_line_is_at_the_end_and_reads_back() -> None:
    """One line with two links: the back-link in plain sight, the marker behind the item's id."""
    html = block.written("<body>Why.</body>", IDENTITY)
    assert html.startswith("<body>Why.\n\nPost-mortem: <a href=")
    assert re.sub("<[^>]*>", "", html) == (
        "Why.\n\nPost-mortem: https://git.test/acme/pm.md?plain=1&amp;x=2 (PM-2026-0051-03)"
    )
    assert block.read(html) == block.Block(IDENTITY, URL)
    assert block.written(html, IDENTITY) == html


def test_an_empty_description() -> None:
    """Without anything above it the line stands alone."""
    html = block.written("<body></body>", IDENTITY)
    assert html.startswith("<body>Post-mortem: ")
    assert block.read("<body></body>") == block.Block()


@given(above=TEXTS, below=TEXTS)
def test_what_people_wrote_stays(above: str, below: str) -> None:
    """Whatever stands around the line, an edit changes the link that it means and no other."""
    html = block.written(f"<body>{rich.text(above)}</body>", IDENTITY)
    html = html.replace("</body>", f"\n{rich.text(below)}</body>")
    moved = block.relinked(html, "https://wiki.test/pm")
    found = block.read(moved)
    assert (found.identity, found.back_link) == (IDENTITY, "https://wiki.test/pm")
    assert block.relinked(moved, URL) == html
    other = replace(IDENTITY, item="PM-2026-0051-04")
    again = block.written(html, other)
    assert block.read(again).identity == other
    assert block.written(again, IDENTITY) == html


def test_formatting_stays_byte_for_byte() -> None:
    """A description with formatting is what it was, and the line after it."""
    html = block.written(FORMATTED, IDENTITY)
    assert html.startswith(FORMATTED.removesuffix("</body>"))
    assert "</a>\n\nPost-mortem: " in html
    assert block.read(html).identity == IDENTITY


@pytest.mark.parametrize(
    "edited",
    [
        lambda line: f"<body>{line}\n\nMore by a human.</body>",
        lambda line: f"<body><ul><li>See {line}</li></ul>And so on.</body>",
        lambda line: f"<body>{line.replace('Post-mortem:', 'From the incident')}</body>",
        lambda line: f"<body><em>{line}</em></body>",
    ],
)
def test_people_may_edit_around_it(edited: object) -> None:
    """The line may be moved, wrapped or told in other words."""
    assert callable(edited)
    line = block.written("<body></body>", IDENTITY).removeprefix("<body>").removesuffix("</body>")
    found = block.read(edited(line))
    assert (found.identity, found.back_link) == (IDENTITY, URL)


def test_a_back_link_that_was_taken_away_comes_back() -> None:
    """With the marker alone left, the back-link is missing, and can be written anew."""
    html = block.written("<body>Why.</body>", IDENTITY)
    alone = re.sub(r'Post-mortem: <a href="[^"]*">[^<]*</a> \((.*)\)', r"\1", html)
    assert block.read(alone).back_link is None
    again = block.relinked(alone, URL)
    assert block.read(again) == block.Block(IDENTITY, URL)
    assert again == html


def test_a_back_link_that_is_a_path() -> None:
    """Without an address to link to, the path stands there as text, and the marker is kept."""
    ours = replace(IDENTITY, url="post-mortems/my pm.md")
    html = block.written("<body></body>", ours)
    assert "Post-mortem: post-mortems/my%20pm.md (<a href=" in html
    assert "https://syncd.invalid/#syncd=" in html
    found = block.read(html)
    assert (found.identity, found.back_link) == (ours, "post-mortems/my%20pm.md")
    assert block.read(block.relinked(html, URL)).back_link == URL


def test_a_reason_stands_below() -> None:
    """Why a ticket was dropped is told in one line, which is written anew and not twice."""
    html = block.written("<body>Why.</body>", IDENTITY)
    dropped = block.dropped(html, "Accepted risk:\nreplaced in <Q3> & gone")
    assert block.read(dropped).reason == "Accepted risk: replaced in <Q3> & gone"
    again = block.dropped(dropped, "Duplicate")
    assert block.read(again).reason == "Duplicate"
    assert again.count("Dropped:") == 1
    assert block.read(again).identity == IDENTITY
    assert "Dropped: Duplicate" in block.dropped("<body>By hand</body>", "Duplicate")


@pytest.mark.parametrize(
    "fragment",
    ["syncd=2.eyJ9", "syncd=1.not-base64-of-json", "syncd=1.WzFd", "syncd=1.eyJpdGVtIjoiIn0"],
)
def test_a_marker_that_cannot_be_read(fragment: str) -> None:
    """A later form, and one that somebody broke, are said to be so."""
    html = f'<body>x (<a href="https://a.test/#{fragment}">y</a>)</body>'
    assert block.read(html).broken


def test_only_links_count() -> None:
    """A marker that somebody pasted as text is none; of several links the last one counts."""
    href = carrier.carrying(URL, {"item": "A-1", "post_mortem": "A", "url": URL, "v": 1})
    assert block.read(f"<body>{rich.text(href)}</body>") == block.Block()
    first = block.written("<body></body>", replace(IDENTITY, item="A-1"))
    both = first.replace("</body>", block.written("<body></body>", IDENTITY)[6:])
    found = block.read(both).identity
    assert found
    assert found.item == IDENTITY.item


def test_links_carry_data_along() -> None:
    """An address keeps its own fragment, and what was carried comes back."""
    for url in ("https://a.test/x", "https://a.test/x#y", "docs/x.md"):
        href = carrier.carrying(url, {"b": 1, "a": "ünï"})
        assert carrier.data_of(href) == {"a": "ünï", "b": 1}
        assert href == carrier.carrying(url, {"a": "ünï", "b": 1})
    assert carrier.data_of("https://a.test/#other=1") == {}
    with pytest.raises(MarkerError, match="form 7"):
        carrier.data_of("https://a.test/#syncd=7.abc")


@given(TEXTS)
def test_any_text_is_valid_rich_text_and_reads_back(text: str) -> None:
    """No text breaks the XML, and what was written is what is read."""
    from xml.etree import ElementTree as ET

    html = rich.from_markdown(text)
    ET.fromstring(f"<body>{html}</body>")
    assert rich.to_markdown(html) == text


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("see https://a.test/b?c=1&d=2.", '<a href="https://a.test/b?c=1&amp;d=2">'),
        ("[PM-1](https://a.test/b), then", '<a href="https://a.test/b">PM-1</a>, then'),
        ("**bold** and `/syncd help`", "<strong>bold</strong> and <code>/syncd help</code>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    ],
)
def test_the_little_markdown_that_syncd_writes(written: str, html: str) -> None:
    """Links, addresses, bold and code are marked up, and read back as they were written."""
    assert html in rich.from_markdown(written)
    assert rich.to_markdown(rich.from_markdown(written)) == written


def test_control_characters_are_left_out() -> None:
    """XML has no place for them."""
    assert rich.from_markdown("a\x00b\x1bc") == "abc"


def story(html: str, text: str = "plain") -> Story:
    """A comment by somebody."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    who = Person("7", "Jane Doe", "jane.doe@acme.com")
    return Story("9", at, "comment_added", text, html, who)


def test_a_note_holds_its_state() -> None:
    """Text, record and state of syncd's note come back as they were."""
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    state = State("42", BASE, document=Base(owner="Omar"), progress=at, written=at)
    html = said.written("**Nobody** owns this.\n\nSee https://a.test.", NOTE, URL, state)
    read = said.comment_of(story(html), own=True)
    assert (read.record, read.state) == (NOTE, state)
    assert read.text == "**Nobody** owns this.\n\nSee https://a.test."
    assert read.author == "jane.doe@acme.com"
    theirs = said.comment_of(story(html), own=False)
    assert (theirs.record, theirs.state, theirs.text) == (None, None, "plain")


def test_comments_without_a_record() -> None:
    """What syncd's account said by hand is no record; neither is a broken one."""
    for html in (
        "<body>Hm.</body>",
        '<body>Hm. <a href="https://a.test/#syncd=1.x">syncd</a></body>',
    ):
        assert said.comment_of(story(html), own=True).record is None
