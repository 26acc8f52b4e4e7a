"""From values to text, quoted where YAML or one of its versions would read something else."""

import json
import re
from collections.abc import Mapping
from typing import Any

_MEANS_SOMETHING_ELSE = re.compile(
    r"""y|n|yes|no|on|off|true|false|null|[-+]?\.?(?:inf|nan)
    |[-+]?[\d.][\d_.,:]*(?:e[-+]?\d+)?|0x[\da-f_]+|0o[0-7_]+|0b[01_]+""",
    re.IGNORECASE | re.VERBOSE,
)
_NEEDS_QUOTES = re.compile(r"^[^\w/($]|:(?=\s|$)|\s#|^\s|\s$")
_NEEDS_QUOTES_IN_FLOW = re.compile(r"[,\[\]{}]|:[^\w/]|:$")


def scalar(value: str, flow: bool = False) -> str:
    """How a text is written."""
    if (
        value
        and value.isprintable()
        and not _NEEDS_QUOTES.search(value)
        and not (flow and _NEEDS_QUOTES_IN_FLOW.search(value))
        and not _MEANS_SOMETHING_ELSE.fullmatch(value)
    ):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escaped(char) for char in quoted)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if char <= "\uffff" else f"\\U{ord(char):08x}"


def listed(value: str, flow: bool) -> str:
    """How an item of a list is written."""
    return scalar(value, flow=True) if flow else f"- {scalar(value)}"


def dump(value: Any, flow: bool = False) -> str:
    """How a value is written after its key, on one line; `flow` says that brackets surround it."""
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return scalar(value, flow)
    if isinstance(value, Mapping):
        entries = (f"{scalar(key, True)}: {dump(value[key], True)}" for key in sorted(value))
        return f"{{{', '.join(entries)}}}"
    return f"[{', '.join(dump(item, True) for item in value)}]"
