"""Action items written as YAML: `action_item:` blocks, and `action_items:` in front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from syncd import yamltext
from syncd.markdown import fields
from syncd.markdown.blocks import Fence
from syncd.markdown.found import Fields, Finds
from syncd.markdown.labels import is_status_word
from syncd.markdown.phrases import is_nothing
from syncd.markdown.source import Source, Splice
from syncd.model import Cell, CellEdit, Link
from syncd.yamltext import Path, YamlError, YamlText

_OPENS = re.compile(r"^\s*(?:- *)?action_items?\s*:", re.MULTILINE)
_LANGUAGES = frozenset({"", "yaml", "yml"})
_KEYS = {
    Cell.TICKET: ("tracking_ticket", "ticket"),
    Cell.STATUS: ("status",),
    Cell.OWNER: ("owner", "assignee"),
    Cell.DUE: ("due_date", "due"),
    Cell.PRIORITY: ("priority",),
}


@dataclass(frozen=True, slots=True)
class YamlForm:
    """A mapping in a YAML text that begins at offset `base` of the document."""

    yaml: YamlText
    path: Path
    keys: frozenset[str]
    base: int

    def splices(self, edits: Mapping[Cell, CellEdit]) -> Iterator[Splice]:
        """Replace values in place; what is new becomes a line of its own at the end."""
        wanted: dict[str, str] = {}
        for cell in (cell for cell in _KEYS if cell in edits):  # new lines in the same order always
            edit = edits[cell]
            wanted[self._key(cell)] = _wording(edit)
            if cell is Cell.STATUS and (reason := fields.status_of(edit.text)[1]):
                wanted["reason"] = reason
        # Values first: an empty last value and a new line after it go to the same offset.
        for key, text in sorted(wanted.items(), key=lambda pair: pair[0] not in self.keys):
            splice = self.yaml.replaced((*self.path, key), text)
            old = self.yaml.text[splice.start : splice.end]
            if old != splice.text:
                yield Splice(self.base + splice.start, self.base + splice.end, splice.text)

    def _key(self, cell: Cell) -> str:
        names = _KEYS[cell]
        return next((name for name in names if name in self.keys), names[0])


def _wording(edit: CellEdit) -> str:
    if edit.cell is Cell.TICKET and edit.target is not None and "://" in edit.target:
        return edit.target
    if edit.cell is Cell.STATUS and (status := fields.status_of(edit.text)[0]):
        return status.value
    return edit.text


def read_fence(source: Source, fence: Fence, finds: Finds) -> None:
    """Take in the items of a fenced block, if it is one of action items."""
    if not fence.body or fence.info.split(" ")[0].lower() not in _LANGUAGES:
        return
    body = [source.lines[line] for line in fence.body]
    if any(line.lstrip().startswith(">") for line in body):
        return  # quoted YAML belongs to another document
    if not _OPENS.search("\n".join(body)):
        return
    start, last = source.starts[fence.body.start], fence.body.stop - 1
    end = source.starts[last] + len(source.lines[last])
    closing = source.lines[last].strip()
    if closing and not closing.strip("`~"):
        end = source.starts[last]
    try:
        yaml = yamltext.load(source.text[start:end])
    except YamlError as error:
        finds.doubt(
            fence.line + error.line,
            f"broken YAML in a block of action items: {error.message}",
            "correct the block; its items do not count until then",
        )
        return
    data = yaml.data
    for path in _roots(data):
        read_items(yaml, path, start, fence.line, finds)


def _roots(data: yamltext.Data) -> Iterator[Path]:
    if isinstance(data, dict):
        yield from ((key,) for key in ("action_item", "action_items") if key in data)
    elif isinstance(data, list):
        for index, part in enumerate(data):
            yield from ((index, *path) for path in _roots(part) if isinstance(part, dict))


def read_items(yaml: YamlText, path: Path, base: int, line: int, finds: Finds) -> None:
    """Take in the item, or the list of items, at a path; `line` is the one before the YAML."""
    data: object = yaml.data
    for step in path:
        data = data[step]  # type: ignore[index]
    if isinstance(data, list):
        for index, part in enumerate(data):
            inner = part.get("action_item") if isinstance(part, dict) else None
            steps = (*path, index, "action_item") if isinstance(inner, dict) else (*path, index)
            _read_item(yaml, steps, inner or part, base, line, finds)
    elif data is not None:
        _read_item(yaml, path, data, base, line, finds)


def _read_item(
    yaml: YamlText, path: Path, data: object, base: int, line: int, finds: Finds
) -> None:
    at = line + yaml.line_of(path)
    if not isinstance(data, dict):
        finds.doubt(at, f"not an action item: {data!r}", "write it with `title:` and other keys")
        return
    values = {key: value.strip() for key, value in data.items() if isinstance(value, str)}
    title = " ".join(values.get("title", "").split())
    if is_nothing(title):
        if not title and len(values) > 1:
            finds.doubt(at, "an action item without a title", "give it a `title:`")
        return
    item = Fields(title=title)

    def line_of(key: str) -> int:
        return line + yaml.line_of((*path, key))

    item.id = values.get("id") or None
    item.category = fields.category_of(values.get("category", ""))
    item.impact = fields.impact_of(values.get("impact", ""))
    item.effort = fields.effort_of(values.get("effort", ""))
    item.halves_duration = fields.flag_of(values.get("halves_duration", ""))
    item.priority = fields.priority_of(values.get("priority", ""))
    item.owner = values.get("owner") or values.get("assignee") or None
    item.team = values.get("team") or None
    item.reason = values.get("reason") or None
    cells = set(Cell)
    due_key = "due_date" if "due_date" in values else "due"
    if due := values.get(due_key):
        item.due, certain = finds.due(due, line_of(due_key))
        if not certain:
            cells.discard(Cell.DUE)
    item.status_is_blank = "status" in data and not data["status"]
    if status := values.get("status"):
        item.status, reason = fields.status_of(status)
        item.reason = item.reason or reason
        if item.status is None:
            finds.doubt(
                line_of("status"),
                f"status {status!r} is not known",
                "write open, in_progress, done or dropped",
            )
    for key in _KEYS[Cell.TICKET]:
        if (ticket := values.get(key)) and not is_nothing(ticket) and not is_status_word(ticket):
            item.links.append(Link(ticket, declared=True))
    form = YamlForm(yaml, path, frozenset(data), base)
    finds.add(item, at, form, frozenset(cells))
