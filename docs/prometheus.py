"""The block about the metrics of the service, read from a service that has run for a while."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from syncd import demo
from syncd.config import load
from syncd.passes import open_world
from syncd.policy.rules import known_names
from syncd.service.rounds import EVERYTHING
from syncd.service.run import build


def metrics() -> str:
    """Every metric with its kind, its labels, and what it tells."""
    rows = ["| metric | kind | labels | tells |", "| --- | --- | --- | --- |"]
    rows += sorted(_rows())
    return "\n".join(rows)


def _rows() -> Iterator[str]:
    for family in text_string_to_metric_families(_text()):
        if family.name.endswith("_created"):  # the library's own: since when it counts
            continue
        name = family.name + ("_total" if family.type == "counter" else "")
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        shown = ", ".join(f"`{label}`" for label in sorted(labels))
        yield f"| `{name}` | {family.type} | {shown} | {family.documentation} |"


def _text() -> str:
    """What a service says in which a little of everything has happened."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "acme")
        demo.tell(folder, now=demo.DEMO_NOW, echo=lambda _: None)
        settings = load(folder / "syncd.toml", environ={}, rules=known_names())
        now = demo.DEMO_NOW + dt.timedelta(days=10)
        with open_world(settings, now=now) as world:
            site, rounds = build(world, now=lambda: now, url="sqlite://")
            rounds.work(EVERYTHING)
            site.metrics.heard("tickets", "taken")
            for gate in world.gates.values():
                gate.remaining = 1
            return site.metrics.text().decode()


BLOCKS: Mapping[str, Callable[[], str]] = {"prometheus": metrics}
