"""A YAML document whose values can change one by one."""

from collections import abc
from itertools import pairwise

from syncd.yamltext.dump import dump, listed, scalar
from syncd.yamltext.nodes import (
    COLON,
    Data,
    Mapping,
    Node,
    Scalar,
    Sequence,
    dash_at,
    error_at,
    plain,
)
from syncd.yamltext.quick import quickly_parsed
from syncd.yamltext.splices import Path, Splice, Value


def load(text: str) -> "YamlText":
    """Read one YAML document.

    Tags are ignored; anchors, aliases, duplicate keys and further documents are refused.

    Raises:
        YamlError: it cannot be read with certainty.
    """
    root: Node | None = quickly_parsed(text)
    if root is None:
        from syncd.yamltext.parse import parsed  # slow to import, and seldom needed

        root = parsed(text)
    return YamlText(text, root)


class YamlText:
    """A YAML document: its text, its plain data, and the splices that change its values."""

    def __init__(self, text: str, root: Node) -> None:
        """Made by `load`."""
        self.text = text
        self._root = root
        self._newline = "\r\n" if "\r\n" in text else "\n"

    @property
    def data(self) -> Data:
        """Dictionaries, lists, strings exactly as meant, and None for what is empty."""
        return plain(self._root)

    def line_of(self, path: Path) -> int:
        """The 1-based line of what is at `path`, or of the nearest thing above it."""
        node, at = self._root, 0
        for step in path:
            if isinstance(node, Mapping) and step in node.entries:
                key, node = node.entries[str(step)]
                at = key.start
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                at = node.start
            else:
                break
        return self.text.count("\n", 0, at) + 1

    def replaced(self, path: Path, value: Value) -> Splice:
        """The splice that sets the value at `path`, or adds it as the last key of its mapping.

        Raises:
            KeyError: there is no mapping to add it to.
            YamlError: it is written in a way that cannot be changed with certainty.
        """
        *above, last = path
        parent = self._node(above)
        if isinstance(parent, Mapping) and isinstance(last, str):
            if last not in parent.entries:
                return self._added(parent, last, value)
            key, node = parent.entries[last]
            return self._set(node, value, parent.flow, key)
        if isinstance(parent, Sequence) and isinstance(last, int):
            return self._set(parent.items[last], value, parent.flow)
        if not above and isinstance(last, str) and plain(parent) is None:
            newline = "" if self.text.endswith("\n") or not self.text else self._newline
            line = f"{newline}{scalar(last)}: {dump(value)}{self._newline}"
            return Splice(len(self.text), len(self.text), line)
        raise KeyError(path)

    def _node(self, path: abc.Iterable[str | int]) -> Node:
        node = self._root
        for step in path:
            if isinstance(node, Mapping) and step in node.entries:
                node = node.entries[str(step)][1]
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
            else:
                raise KeyError(step)
        return node

    def _set(self, node: Node, value: Value, flow: bool, key: Scalar | None = None) -> Splice:
        if isinstance(node, Sequence) and value and not isinstance(value, str | abc.Mapping):
            return self._relisted(node, value)
        new = dump(value, flow)
        start, end = node.start, node.end
        colon = self._colon(key) if key else -1
        if not isinstance(node, Scalar) and not node.flow:
            # It starts on a line of its own: go back to the colon or dash.
            start = colon + 1 if key else len(self.text[:start].rstrip())
        if key and colon < 0:
            if not flow:
                raise error_at(
                    self.text, "a key without a colon cannot be given a value", key.start
                )
            return Splice(key.end, key.end, f": {new}")
        tight = start > 0 and self.text[start - 1] in ":-?,"
        return Splice(start, end, f" {new}" if tight else new)

    def _colon(self, key: Scalar) -> int:
        """Where the colon after a key is; -1 if there is none."""
        found = COLON.match(self.text, key.end)
        return found.end() - 1 if found else -1

    def _relisted(self, node: Sequence, value: abc.Sequence[str]) -> Splice:
        """A list, in its own style, in which items that stay keep their bytes."""
        if node.flow:
            ends = [(item.start, item.end) for item in node.items]
        else:
            dash = dash_at(node.column)
            dashes = [node.start]
            for before, item in pairwise(node.items):
                found = dash.search(self.text, before.end, item.start)
                dashes.append(found.end() - 1 if found else item.start)
            ends = list(pairwise((*dashes, self._end_of_line(node.end))))
        written: dict[str, list[str]] = {}
        for item, (start, end) in zip(node.items, ends, strict=True):
            if isinstance(item, Scalar) and item.data is not None and item.block_end is None:
                written.setdefault(item.data, []).append(self.text[start:end].rstrip())
        new = [
            kept.pop(0) if (kept := written.get(text)) else listed(text, node.flow)
            for text in value
        ]
        if node.flow:
            return Splice(node.start, node.end, f"[{', '.join(new)}]")
        separator = self._newline + " " * node.column
        return Splice(node.start, ends[-1][1], separator.join(new))

    def _added(self, parent: Mapping, key: str, value: Value) -> Splice:
        entry = f"{scalar(key, parent.flow)}: {dump(value, parent.flow)}"
        if parent.flow and self.text[parent.start] != "{":
            raise error_at(self.text, "a pair without braces cannot be given a key", parent.start)
        if not parent.entries:
            return Splice(parent.start + 1, parent.start + 1, entry)
        last_key, last = [*parent.entries.values()][-1]
        end = max(last.end, last_key.end)
        if parent.flow:
            return Splice(end, end, f"{' ' if self.text[end - 1] == ':' else ''}, {entry}")
        line = " " * parent.column + entry
        while not isinstance(last, Scalar) and not last.flow:
            if isinstance(last, Sequence):
                last = last.items[-1]
            else:
                _, last = [*last.entries.values()][-1]
        if isinstance(last, Scalar) and last.block_end is not None:
            at = min(last.block_end, len(self.text))
            newline = "" if self.text[at - 1] == "\n" else self._newline
            return Splice(at, at, f"{newline}{line}{self._newline}")
        at = self._end_of_line(end)
        return Splice(at, at, self._newline + line)

    def _end_of_line(self, at: int) -> int:
        end = self.text.find("\n", at)
        if end < 0:
            return len(self.text)
        return end - 1 if self.text[end - 1] == "\r" and end > at else end
