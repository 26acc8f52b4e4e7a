"""YAML text: read exactly as meant, changed one value at a time."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syncd.yamltext import YamlError, load, splice, split_front_matter
from syncd.yamltext.parse import parsed
from syncd.yamltext.quick import quickly_parsed

TICKET = """\
key: PAY-12   # the file name says so too
title: Add circuit breaker
empty:
due: 2026-03-01
labels: [post-mortem, 'priority/P0']
watchers:
  - ana  # lead
  - "@jane"
# below is ours
syncd: {v: 1, base: {due: 2026-03-01}}
"""

SCALARS = (
    "plain",
    "two words",
    "'single ''q'''",
    '"d\\n"',
    "2026-03-01",
    "no",
    "",
    "~",
    "https://a.b/c#d",
)
FLOWS = ("[]", "{}", "[a, b]", "[a,\n    b]", "{x: 1, y}", '{"x":1}', "{x: [a, {y: }]}", "{x: }")
BLOCKS = ("|\n{0}text\n{0}  more\n", ">-\n{0}folded\n{0}text\n\n", "|+\n{0}kept\n\n", "one\n{0}two")
ANY_VALUE = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(
        ["@jane", "#x", "yes", "2026: x", " lead", "a\nb", "0051", "1.10", "-", "a: b", "x #y"]
    ),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3).filter(
        lambda found: (
            all(key and key.isprintable() for key in found)
            and all(value.isprintable() for value in found.values())
        )
    ),
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Block mappings as people write them: every style of value, comments, blank lines."""
    numbers = iter(range(1000))

    def comment() -> str:
        return draw(st.sampled_from(["", "", f"  # note {next(numbers)};"]))

    def between(indent: str) -> str:
        note = f"{indent}# note {next(numbers)};\n"
        return draw(st.sampled_from(["", "", "", "\n", note]))

    def value(indent: str, depth: int) -> str:
        kind = draw(st.integers(0, 5 if depth else 3))
        deeper = indent + "  "
        if kind == 0:
            source = draw(st.sampled_from(FLOWS))
            return f" {source}{comment()}\n"
        if kind == 1:
            return f" {draw(st.sampled_from(BLOCKS)).format(deeper)}".removesuffix("\n") + "\n"
        if kind == 4:
            return f"{comment()}\n" + mapping(deeper, depth - 1)
        if kind == 5:
            items = st.lists(st.sampled_from(SCALARS), min_size=1, max_size=3)
            dashes = indent + draw(st.sampled_from(["", "  "]))
            return f"{comment()}\n" + "".join(
                f"{dashes}-{' ' if item else ''}{item}{comment()}\n{between(dashes)}"
                for item in draw(items)
            )
        source = draw(st.sampled_from(SCALARS))
        return f"{' ' if source else ''}{source}{comment()}\n"

    def mapping(indent: str, depth: int) -> str:
        keys = draw(st.lists(st.sampled_from(list("abcdef")), min_size=1, max_size=4, unique=True))
        return "".join(f"{between(indent)}{indent}{key}:{value(indent, depth)}" for key in keys)

    text = mapping("", 2)
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def _paths(data: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in entries:
        yield (*above, step)
        if isinstance(value, dict | list):
            yield from _paths(value, (*above, step))
    if isinstance(data, dict):
        yield (*above, "new")


def _with(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    changed = copy.deepcopy(data)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else data[step]
    return data


@settings(max_examples=400, deadline=None)
@given(documents(), ANY_VALUE, st.data())
def test_replacing_changes_one_value(text: str, value: Any, data: st.DataObject) -> None:
    """Whatever is replaced or added, the data differs in that value alone."""
    before = load(text)
    path = data.draw(st.sampled_from(list(_paths(before.data))))
    after = splice(text, [before.replaced(path, value)])
    assert load(after).data == _with(before.data, path, value)
    if not isinstance(_at(before.data, path), dict | list):
        notes = re.findall(r"# note \d+;", text)
        assert re.findall(r"# note \d+;", after) == notes


@settings(max_examples=200, deadline=None)
@given(documents(), st.data())
def test_replaced_text_is_only_the_value(text: str, data: st.DataObject) -> None:
    """Before and after the splice every byte stands as it stood, line endings included."""
    document = load(text)
    path = data.draw(st.sampled_from(list(_paths(document.data))))
    part = document.replaced(path, "word")
    after = splice(text, [part])
    assert after.startswith(text[: part.start])
    assert after.endswith(text[part.end :])
    assert ("\r\n" in text) == ("\r\n" in after) or "\n" not in after
    assert after.count("\n") == after.count("\r\n") or "\r\n" not in text


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("ab:-?[]{}, \n\t#&*!|>'\"%@`~\r1\\x\ufeff\x85"), max_size=25))
@example('"\\UFFFFFFFF"')
@example("%YAML 9.9\n---\na")
@example("a: !<x y")
@example("%TAG ! x\n--- !y a")
def test_any_text_is_data_or_a_yaml_error(text: str) -> None:
    """No text makes anything but data or a YamlError with a place inside the text."""
    lines = text.count("\n") + 1
    try:
        document = load(text)
    except YamlError as error:
        found = error
    else:
        paths = _paths(document.data) if isinstance(document.data, dict) else ()
        assert all(document.line_of(path) <= lines for path in paths)
        return
    assert 1 <= found.line <= lines + 1
    assert found.column >= 1


def test_scalars_are_strings_as_written() -> None:
    """Dates, versions and words such as no stay strings; only what is empty is None."""
    text = "a: 2026-03-01\nb: 1.10\nc: no\nd: 0051\ne:\nf: ~\ng: null\nh: ''\ni: !!int 3\n"
    assert load(text).data == {
        "a": "2026-03-01", "b": "1.10", "c": "no", "d": "0051", "e": None, "f": None, "g": None,
        "h": "", "i": "3",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n", "# only a note\n", "---\n", "# no line end"])
def test_an_empty_document_takes_a_key(text: str) -> None:
    """A document without content is None, and a key can be added to it."""
    document = load(text)
    assert document.data is None
    assert load(splice(text, [document.replaced(("a",), "b")])).data == {"a": "b"}


def test_one_value_changes_in_place() -> None:
    """A value changes between its neighbours; comments, order and quoting stay."""
    document = load(TICKET)
    after = splice(
        TICKET,
        [
            document.replaced(("syncd",), {"v": "1", "base": {"due": "2026-04-01", "a": None}}),
            document.replaced(("key",), "@x"),
            document.replaced(("empty",), "2026: x"),
            document.replaced(("labels",), ["priority/P0", "yes"]),
            document.replaced(("watchers",), ["bo", "ana", "@jane"]),
            document.replaced(("closed",), "2026-03-02T10:00:00Z"),
            document.replaced(("reason",), "done"),
        ],
    )
    assert after == (
        'key: "@x"   # the file name says so too\n'
        "title: Add circuit breaker\n"
        'empty: "2026: x"\n'
        "due: 2026-03-01\n"
        "labels: ['priority/P0', \"yes\"]\n"
        'watchers:\n  - bo\n  - ana  # lead\n  - "@jane"\n'
        "# below is ours\n"
        'syncd: {base: {a: null, due: 2026-04-01}, v: "1"}\n'
        "closed: 2026-03-02T10:00:00Z\n"
        "reason: done\n"
    )


def test_lines_are_found() -> None:
    """The line of a path is its key's; of what is not there, that of the nearest above."""
    document = load(TICKET)
    assert document.line_of(("title",)) == 2
    assert document.line_of(("watchers", 1)) == 8
    assert document.line_of(("syncd", "base", "due")) == 10
    assert document.line_of(("labels", "nothing")) == 5
    assert document.line_of(("nothing",)) == 1


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: 1\nb: @x", "a value that starts with @ needs quotes", 2, 4),
        ("a: `x`", "a value that starts with ` needs quotes", 1, 4),
        ("title: Outage: again", "a value that holds a colon and a space needs quotes", 1, 14),
        ("a: **bold**", "a value that starts with * needs quotes", 1, 4),
        ("a: &b c", "a value that starts with & needs quotes", 1, 4),
        ("a: 1\nb: 2\na: 3", "the key 'a' is here twice (first in line 1)", 3, 1),
        ("a: 1\n---\nb: 2", "a second document begins here", 2, 1),
        ("a: 'x", "a quote is not closed", 1, 7),
        ("a: [x", "a comma or ] is missing before this", 1, 7),
        ("\ta: 1", "a tab cannot indent or stand before a value", 1, 1),
        ("a: \x07", "the character U+0007 cannot stand in YAML", 1, 4),
        ("[a]: b", "a key has to be a word", 1, 1),
        ("[" * 5000, "more than 32 levels", 1, 33),
        ("- " * 5000, "more than 32 levels", 1, 65),
        ("a" * 1_000_001, "more than 1,000,000 characters", 1, 1),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str, line: int, column: int) -> None:
    """An error says in a few words what was found, and where."""
    with pytest.raises(YamlError) as caught:
        load(text)
    assert message in caught.value.message
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(("path"), [("title", "x"), ("labels", "x"), ("nothing", "x")])
def test_a_key_needs_a_mapping(path: tuple[str, ...]) -> None:
    """Where there is no mapping, no key can be added."""
    with pytest.raises(KeyError):
        load(TICKET).replaced(path, "y")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("closing", ["---", "...", "--- "])
@pytest.mark.parametrize("body", ["", "\nText\n---\n"])
def test_front_matter_is_split_off(newline: str, start: str, closing: str, body: str) -> None:
    """The YAML between the delimiters, and where text goes on, for all line endings."""
    text = f"{start}---\na: 1\n{closing}\n{body}".replace("\n", newline)
    found = split_front_matter(text)
    assert found is not None
    assert found.text == text[found.start : found.end] == f"a: 1{newline}"
    assert text[found.body :] == body.replace("\n", newline)


@pytest.mark.parametrize("text", ["", "Text", "---\na: 1\n", " ---\na: 1\n---\n", "----\na\n---\n"])
def test_no_front_matter(text: str) -> None:
    """Without both delimiters there is none."""
    assert split_front_matter(text) is None


@pytest.mark.parametrize(
    "text", ["a: |\n  kept\n  text", "a: |+\n  kept\n\n", "a: >-\n  x", "a:\n  - |\n    x\nb: y"]
)
def test_a_key_after_a_block_scalar(text: str) -> None:
    """A key that is added after a block scalar leaves its line breaks as they are."""
    document = load(text)
    assert isinstance(document.data, dict)
    after = load(splice(text, [document.replaced(("new",), "x")]))
    assert after.data == document.data | {"new": "x"}


LINES = st.sampled_from(
    (
        "a:", "b: x", "c: x y  # note", "d: 'q''q'", "e: 'q'", 'f: "d"', "g: [a, 'b' , \"c\"]",
        "h: {x: 1}", "i: { x: [a], y: {z: ~} }", "# note", "", "  ", "  indented", "- item",
        "b: again", "null: x", "j: @x", "k: a: b", "l: a #b", "m: a#b:c", "n: é\u00a0x", "o: [a,b]",
        "p: {a: b c, d: e'f}", "q: x :y", "---", "...", "r: null", "s: [~, ]", "t: [a b]#c",
        "u: {a:b}", "v: (x) [y]", "w: a\tb", "x: [a: b]", "y: x\r", "z: \U0001f600", "A: 'x'y",
        "B: [null, [[]], {}]", "C: $x, y", "D : x", "E: {a: x:}", 'F: "\\n"', "G:x",
        f"H: {'long ' * 300}", f"I: [{'long, ' * 300}x]", f"J: '{'x' * 1500}'", "K: [a ,b , c]",
    )
)  # fmt: skip


SIGNS = st.text(st.sampled_from("ab:-, []{}\n#'\"$(~\r\\"), max_size=30).map(
    lambda text: f"a: {text}"
)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(documents(), st.lists(LINES, max_size=5).map("\n".join), SIGNS))
def test_the_quick_reader_never_differs(text: str) -> None:
    """What is read without the full grammar has the very nodes that the full grammar gives."""
    quick = quickly_parsed(text)
    if quick is not None:
        assert quick == parsed(text)


def test_simple_front_matter_is_read_quickly() -> None:
    """The front matter that people and syncd write takes the quick way."""
    simple = TICKET.replace("  - ana  # lead\n", "").replace('  - "@jane"\n', "")
    assert quickly_parsed(simple) == parsed(simple)
    assert quickly_parsed(TICKET) is None
