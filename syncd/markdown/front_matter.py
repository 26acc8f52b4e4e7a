"""The YAML front matter of a document: what it says of the post-mortem, and its items."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from syncd import yamltext
from syncd.markdown import fields
from syncd.markdown.found import Finds
from syncd.markdown.source import Source, UnreadableError
from syncd.markdown.yaml_items import read_items
from syncd.model import Severity
from syncd.yamltext import YamlError, YamlText

_KEY = re.compile(r"[A-Za-z_][\w -]*:(?:\s|$)")
_Value = TypeVar("_Value")


@dataclass(slots=True)
class About:
    """What a document says of its post-mortem; None and empty where it does not say."""

    id: str | None = None
    title: str | None = None
    date: dt.date | None = None
    severity: Severity | None = None
    duration: dt.timedelta | None = None
    detected_after: dt.timedelta | None = None
    services: tuple[str, ...] = ()
    root_causes: tuple[str, ...] = ()
    lead: str | None = None
    confidential: bool = False
    waivers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter: its YAML, where that begins, and how many lines it takes in all."""

    yaml: YamlText
    start: int
    lines: int


def find(source: Source) -> FrontMatter | None:
    """The front matter of a document.

    Raises:
        UnreadableError: it is broken; says in which line and column.
    """
    if source.lines[0].rstrip() != "---":
        return None
    closing = next(
        (
            number
            for number, line in enumerate(source.lines)
            if number and line.rstrip() in {"---", "..."}
        ),
        None,
    )
    if closing is None:
        if len(source.lines) > 1 and _KEY.match(source.lines[1]):
            raise UnreadableError(
                1, "the front matter is never closed", "end it with a line of three dashes"
            )
        return None
    start = source.starts[1]
    try:
        yaml = yamltext.load(source.text[start : source.starts[closing]])
    except YamlError as error:
        raise UnreadableError(
            error.line + 1,
            f"broken front matter, column {error.column}: {error.message}",
            "correct the YAML between the two lines of three dashes",
        ) from error
    if yaml.data is not None and not isinstance(yaml.data, dict):
        if any(map(_KEY.match, source.lines[1:closing])):
            raise UnreadableError(
                2, "the front matter is no list of keys", "write each line of it as `key: value`"
            )
        return None
    return FrontMatter(yaml, start, closing + 1)


class Reader:
    """Reads the keys of front matter; a value that means nothing is noted, not guessed."""

    def __init__(self, front_matter: FrontMatter, finds: Finds) -> None:
        """`finds` takes the items and the doubts."""
        self._front_matter = front_matter
        self._data = front_matter.yaml.data if isinstance(front_matter.yaml.data, dict) else {}
        self._finds = finds

    def items(self) -> None:
        """Take in the items below `action_items`."""
        if "action_items" in self._data:
            front_matter = self._front_matter
            read_items(front_matter.yaml, ("action_items",), front_matter.start, 1, self._finds)

    def about(self) -> About:
        """What the keys say."""
        return About(
            id=self._text("id"),
            title=self._text("title"),
            date=self._value("date", _day, "write it as YYYY-MM-DD"),
            severity=self._value("severity", fields.severity_of, "write SEV-1 to SEV-5"),
            duration=self._value("duration", fields.duration_of, "write it as in 1h 30m"),
            detected_after=self._value(
                "detected_after", fields.duration_of, "write it as in 1h 30m"
            ),
            services=self._list("services"),
            root_causes=self._list("root_causes"),
            lead=self._text("lead"),
            confidential=self._value("confidential", fields.flag_of, "write true or false")
            or False,
            waivers=self._waivers(),
        )

    def _text(self, key: str) -> str | None:
        value = self._data.get(key)
        if isinstance(value, dict | list):
            self._doubt(key, "is not a single text", "write one text")
            return None
        return " ".join(value.split()) or None if value else None

    def _value(self, key: str, meaning: Callable[[str], _Value | None], hint: str) -> _Value | None:
        text = self._text(key)
        if text is None:
            return None
        value = meaning(text)
        if value is None:
            self._doubt(key, f"cannot be understood: {text!r}", hint)
        return value

    def _list(self, key: str) -> tuple[str, ...]:
        value = self._data.get(key)
        if isinstance(value, str):
            value = value.split(",") if key == "services" else [value]
        if isinstance(value, dict) or any(not isinstance(part, str) for part in value or ()):
            self._doubt(key, "is not a list of texts", "write one `- text` a line")
            return ()
        return tuple(text for part in value or () if (text := " ".join(part.split())))

    def _waivers(self) -> tuple[tuple[str, str], ...]:
        value = self._data.get("waive")
        if value is None:
            return ()
        if not isinstance(value, dict):
            self._doubt("waive", "has no reasons", "write one `rule: reason` a line")
            return ()
        waivers: list[tuple[str, str]] = []
        for rule, reason in value.items():
            if isinstance(reason, str) and reason.strip():
                waivers.append((rule, " ".join(reason.split())))
            else:
                self._doubt("waive", f"gives no reason for {rule}", f"write `{rule}: reason`")
        return tuple(waivers)

    def _doubt(self, key: str, what: str, hint: str) -> None:
        line = self._front_matter.yaml.line_of((key,)) + 1
        self._finds.doubt(line, f"front matter: {key} {what}", hint)


def _day(text: str) -> dt.date | None:
    try:
        return fields.date_of(text)
    except fields.AmbiguousError:
        return None
