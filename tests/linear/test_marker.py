"""How tickets and comments are known again in Linear: ids, the marker, the record of a comment."""

import json
import re
import uuid

import pytest

from syncd.model import NOTE, Identity, State
from syncd.ports import BrokenTicket
from syncd_linear import ids, marker, said, shape
from tests.linear.made import IDENTITY, STATE, URL, issue, link

# Ids.


def test_ids_are_ids_that_linear_takes() -> None:
    """They have the form of a random UUID, and are the same on every machine."""
    made = ids.issue_id("W", "PM-1-01")
    assert uuid.UUID(made).version == 4
    assert uuid.UUID(made).variant == uuid.RFC_4122
    assert made == "1e267bad-c24e-4e0d-b29b-599232cecbce"


def test_ids_of_different_things_differ() -> None:
    """Workspaces, items, kinds, records and generations each have ids of their own."""
    made = [
        *ids.issue_ids("W", "PM-1-01"),
        *ids.issue_ids("W", "PM-1-02"),
        *ids.issue_ids("V", "PM-1-01"),
        *ids.comment_ids("W", "PM-1-01", "0"),
        *ids.comment_ids("W", "PM-1-01", "note"),
        ids.label_id("W", "", "post-mortem"),
        ids.label_id("W", "t", "post-mortem"),
        ids.derived("W", "issue", "PM-1-01/0"),
        ids.derived("W", "issue", "PM-1-010"),
    ]
    assert len(set(made)) == len(made)


# The marker.


@pytest.mark.parametrize("state", [None, STATE])
@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"{URL}#action-items",
        "one two.md",
        "../pm/ünï (draft).md",
        "https://git.test/a b(c).md",
    ],
)
def test_a_marker_reads_as_it_was_written(url: str, state: State | None) -> None:
    """Whatever the address, identity, state and back-link come back."""
    identity = Identity("PM-1-01", "PM-1", url)
    found = marker.read("W", issue(attachments={"nodes": [link(identity, state)]}))
    assert found == marker.Marker(identity, state, url)


@pytest.mark.parametrize("url", [URL, f"{URL}#items", "one two.md", "https://git.test/a b(c).md"])
def test_an_address_is_one_that_linear_takes(url: str) -> None:
    """It has a scheme and a host, no blanks nor brackets, and ends with the item."""
    made = marker.address(url, "PM 1/01")
    assert re.fullmatch(r"https://[^\s()]+[#&]syncd=PM%201%2F01", made)


def test_a_marker_is_small_and_sorted() -> None:
    """One JSON text under one key, the same each time, in what Linear's metadata may hold."""
    made = marker.metadata(IDENTITY, STATE, URL)
    assert made == marker.metadata(IDENTITY, STATE, URL)
    (text,) = made.values()
    data = json.loads(text)
    assert data["v"] == 1
    assert text == json.dumps(data, sort_keys=True, ensure_ascii=False)


def test_a_back_link_that_moved() -> None:
    """A post-mortem at another address than the identity names is read as it was written."""
    there = "https://git.test/pm/moved.md"
    found = marker.read("W", issue(attachments={"nodes": [link(back_link=there)]}))
    assert (found.back_link, found.identity) == (there, IDENTITY)


def test_a_back_link_that_people_changed() -> None:
    """The address that a human gave to the link is what counts as the back-link."""
    changed = {**link(), "url": "https://wiki.test/pm-1"}
    found = marker.read("W", issue(attachments={"nodes": [changed]}))
    assert (found.back_link, found.identity) == ("https://wiki.test/pm-1", IDENTITY)


def test_of_two_links_the_later_counts() -> None:
    """An old link that is still there does not hide the new one."""
    old = link(Identity("PM-1-09", "PM-1", URL))
    new = {**link(), "id": "b", "updatedAt": "2026-03-02T09:00:01.000Z"}
    found = marker.read("W", issue(attachments={"nodes": [new, old]}))
    assert found.identity == IDENTITY


def test_the_description_is_what_is_left() -> None:
    """Without its link, an issue is known by its description, as its id says the same."""
    text = f"What a human reads.\n\n{marker.line(IDENTITY)}"
    found = marker.read("W", issue(description=text))
    assert found == marker.Marker(IDENTITY)


@pytest.mark.parametrize("workspace", ["W", "V"])
def test_a_copied_description_claims_nothing(workspace: str) -> None:
    """On an issue with another id, or in another workspace, that line is only a link."""
    other = ids.issue_id("W", "PM-1-02") if workspace == "W" else ids.issue_id("W", "PM-1-01")
    text = marker.line(IDENTITY)
    assert marker.read(workspace, issue(id=other, description=text)) == marker.Marker()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"),
        ("[1]", "no object"),
        ('{"v": 1}', "names no action item"),
        ('{"v": 9, "item": "PM-1-01", "post_mortem": "PM-1"}', "version 9"),
    ],
)
def test_a_broken_marker_breaks_one_ticket(text: str, words: str) -> None:
    """It is said which ticket, why, and what to do; nothing is guessed."""
    broken = {**link(), "metadata": {"syncd": text}}
    found = shape.Shape("lin", "W", {}, {}).ticket(issue(attachments={"nodes": [broken]}))
    assert isinstance(found, BrokenTicket)
    assert "PAY-7" in found.message
    assert words in found.message
    assert "remove syncd's link" in found.message


def test_other_links_are_nothing() -> None:
    """A link with metadata of others, or none, is no marker."""
    theirs = [{**link(), "metadata": {}}, {**link(), "metadata": {"sentry": "1"}}]
    assert marker.read("W", issue(attachments={"nodes": theirs})) == marker.Marker()


# Comments.


@pytest.mark.parametrize("record", ["overdue/2026-03-10", NOTE, "a b`c", "reason:0f", "ünï"])
def test_a_comment_reads_as_it_was_written(record: str) -> None:
    """Its text and its record come back, if its id is the one that belongs to them."""
    body = said.written("Overdue.\n\n- one\n- two  ", record)
    id_ = ids.comment_id("W", "I", record)
    assert said.read("W", "I", id_, body) == ("Overdue.\n\n- one\n- two", record)
    assert said.read("W", "I", "another", body)[1] is None
    assert said.read("W", "J", id_, body)[1] is None


def test_what_linear_makes_of_markdown_is_undone() -> None:
    """Other bullets and backslashes do not make a comment of syncd's another one."""
    id_ = ids.comment_id("W", "I", "note")
    body = "* one\n* 1\\. two `a\\_b`\n\n`syncd note`"
    assert said.read("W", "I", id_, body) == ("- one\n- 1. two `a\\_b`", "note")


def test_a_command_is_read_as_it_was_typed() -> None:
    """What people write to syncd is not changed by how Linear stores it."""
    text = "/syncd drop it\\_is\\_replaced"
    assert said.read("W", "I", "x", text) == ("/syncd drop it_is_replaced", None)
