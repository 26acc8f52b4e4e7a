"""The blocks that are cut from a real run of `syncd demo`, and from what it leaves behind."""

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from difflib import unified_diff
from functools import cache, partial
from io import StringIO
from pathlib import Path
from typing import Any

from syncd import demo
from syncd.cli import main as syncd

CUT = "[...]"

_LATER = dt.timedelta(days=2)  # when the demo ends
_COMPANY = Path(demo.__file__).parent / "company"
_OUTAGE = "post-mortems/2026/payment-outage.md"
_WIDE = 100  # columns that a page shows without a scroll bar


@cache
def told() -> tuple[str, ...]:
    """The lines that `syncd demo` prints into a pipe."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "acme")
        return tuple(_run("demo", "--dir", str(folder)).splitlines())


@cache
def left() -> Mapping[str, str]:
    """The files of the demo's company after its last pass, by path."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "acme")
        _run("demo", "--dir", str(folder))
        return _files(folder)


@cache
def found() -> Mapping[str, str]:
    """The same files before the first pass."""
    return _files(_COMPANY)


@cache
def answer(*arguments: str) -> Any:
    """The JSON of a command: a pass as the first one in the company, the rest after the demo."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, now = Path(scratch, "acme"), demo.DEMO_NOW
        if arguments[0] == "reconcile":
            shutil.copytree(_COMPANY, folder)
        else:
            _run("demo", "--dir", str(folder))
            now += _LATER
        told = ("--config", str(folder / "syncd.toml"), "--now", now.isoformat())
        text = _run(*arguments, "--format", "json", *told)
        return json.loads(text.replace(str(folder.resolve()), "/srv/acme"))


def _run(*arguments: str) -> str:
    with redirect_stdout(StringIO()) as out:
        syncd(arguments)
    return out.getvalue()


def _files(folder: Path) -> Mapping[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.md"))
    }


# The README's screen.


def screen() -> str:
    """The demo on one screen: a plan, the quiet second pass, a closed ticket, some findings."""
    plan, needs = _section("2."), _section("6.")
    first = _line_with("PM-2026-0051  ", plan)
    second = _line_with("PM-2026-0051-02", plan)
    warnings = _line_with("  warning", needs)
    parts = [
        [*plan[:2], CUT, *plan[first:second], CUT, *plan[-4:]],
        _section("3.")[:3],
        _section("4."),
        [_narrowed(line) for line in _section("5.")],
        [*needs[:warnings], CUT, needs[-1]],
    ]
    return _fence("\n\n".join("\n".join(part) for part in parts))


def _section(number: str) -> list[str]:
    """One numbered part of the demo, its heading included."""
    lines = told()
    starts = [n - 1 for n, line in enumerate(lines) if line.startswith("----")]
    start = next(n for n in starts if lines[n].startswith(number))
    end = next((n for n in starts if n > start), len(lines))
    return "\n".join(lines[start:end]).strip("\n").splitlines()


def _line_with(text: str, lines: Sequence[str]) -> int:
    return next(n for n, line in enumerate(lines) if text in line)


def _narrowed(line: str) -> str:
    """A wide row of a table without its middle: what changed stands at the end."""
    if len(line) <= _WIDE:
        return line
    cells = line.split("|")
    return "|".join([*cells[:2], f" {CUT} ", *cells[-4:]])


# What the demo leaves behind.


def whole(path: str, files: Callable[[], Mapping[str, str]]) -> str:
    """One file as it is, but for the end of a marker's line."""
    return _fence("\n".join(map(_marker_cut, files()[path].splitlines())), "markdown")


def changes(path: str) -> str:
    """What the passes changed in one file, with a line before and after each change."""
    before, after = found()[path].splitlines(), left()[path].splitlines()
    lines = list(unified_diff(before, after, lineterm="", n=1))[2:]
    shown = [_marker_cut(line) for line in lines if line.strip(" `") and line[:2] != "@@"]
    return _fence("\n".join(shown), "diff")


def _marker_cut(line: str) -> str:
    marker = line.lstrip("+- ").startswith("syncd:") and len(line) > _WIDE
    return f"{line[:_WIDE]}..." if marker else line


def report(*arguments: str) -> str:
    """A JSON report with the fullest entry of each list, and one change of each kind."""
    shown = dict(answer(*arguments))
    for name, value in shown.items():
        if isinstance(value, list):
            shown[name] = list(_fullest(value).values())
    return _fence(json.dumps(shown, indent=2, ensure_ascii=False), "json")


def measured(*arguments: str) -> str:
    """A JSON report cut everywhere: one entry of each list, one group of each kind."""
    return _fence(json.dumps(_cut(answer(*arguments)), indent=2, ensure_ascii=False), "json")


def _cut(value: Any) -> Any:
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return [_cut(one) for one in list(_fullest(value).values())[-1:]]
        return value
    if not isinstance(value, dict):
        return value
    if "by" in value:
        value = value | {
            "by": {kind: dict(list(of.items())[:1]) for kind, of in value["by"].items()}
        }
    if "time_to_completion" in value:
        taken = value["time_to_completion"]
        value = value | {"time_to_completion": {"P0": taken["P0"]}}
    if "metrics" in value:
        value = value | {"metrics": CUT}
    return {name: _cut(inner) for name, inner in value.items()}


def reviewed() -> str:
    """The weekly review after the demo, as a terminal shows it."""
    with tempfile.TemporaryDirectory() as folder:
        _run("demo", "--dir", folder)
        config = str(Path(folder, "syncd.toml"))
        at = (demo.DEMO_NOW + _LATER).isoformat()
        return _fence(_run("review", "--config", config, "--now", at).rstrip())


def _fullest(entries: Sequence[Mapping[str, Any]]) -> Mapping[str | None, Mapping[str, Any]]:
    def filled(entry: Mapping[str, Any]) -> tuple[int, int]:
        values = [value for value in entry.values() if value is not None]
        return len(values), len(json.dumps(values))

    chosen: dict[str | None, Mapping[str, Any]] = {}
    for entry in entries:
        kind = entry.get("kind")
        if kind not in chosen or filled(entry) > filled(chosen[kind]):
            chosen[kind] = entry
    return chosen


def _fence(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```"


def asked() -> str:
    """What `syncd related` says after the demo, its first two items."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "acme")
        _run("demo", "--dir", str(folder))
        told = (
            "--config",
            str(folder / "syncd.toml"),
            "--now",
            (demo.DEMO_NOW + _LATER).isoformat(),
        )
        question = ("--service", "payments-api", "--cause", "connection pool exhausted")
        lines = _run("related", *question, *told).splitlines()
    blank = [n for n, line in enumerate(lines) if not line]
    return _fence("\n".join([*lines[: blank[2]], CUT]))


REPORTS: Mapping[str, tuple[str, ...]] = {
    "reconcile": ("reconcile", "--dry-run"),
    "items": ("items",),
    "related": ("related", "--service", "payments-api", "--cause", "retries"),
    "show": ("show", "PM-2026-0051-02"),
    "score": ("score", "--impact", "3", "--effort", "4", "--severity", "SEV-1"),
    "rules": ("rules", "missing-owner"),
    "doctor": ("doctor",),
}
MEASURED: Mapping[str, tuple[str, ...]] = {"metrics": ("metrics",), "review": ("review",)}
BLOCKS: Mapping[str, Callable[[], str]] = {
    "demo": screen,
    "review": reviewed,
    "related": asked,
    "document-changes": partial(changes, _OUTAGE),
    "bullets-changes": partial(changes, "post-mortems/2026/checkout-timeouts.md"),
    "boxes-changes": partial(changes, "post-mortems/2026/expired-certificate.md"),
    "ticket-made": partial(whole, "tickets/PAY/PAY-2.md", left),
    "ticket-done": partial(whole, "tickets/PAY/PAY-3.md", left),
    "ticket-adopted": partial(changes, "tickets/PAY/PAY-1.md"),
    **{f"json-{name}": partial(report, *arguments) for name, arguments in REPORTS.items()},
    **{f"json-{name}": partial(measured, *arguments) for name, arguments in MEASURED.items()},
}
