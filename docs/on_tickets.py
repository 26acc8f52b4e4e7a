"""What a ticket looks like in each tracker once syncd has made it, from the simulators' state.

A pass over one post-mortem is made with each simulated tracker; what is shown is what that
tracker then holds, with the addresses that it has in the world.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.stages import stage
from syncd.passes import open_world, reconcile
from syncd.ports import RealTime
from syncd.testing.conformance.opened import NOW, settings_of

SITES = {
    "github": "https://github.com",
    "jira": "https://acme.atlassian.net",
    "jira-dc": "https://jira.acme.com",
    "linear": "https://linear.app",
    "asana": "https://app.asana.com",
}
_DOCUMENT = """\
---
id: PM-2026-0051
title: Payment service outage
date: 2026-02-27
severity: SEV-1
services: [payments-api]
---
# Payment service outage

## Action items

| Action | Category | Impact | Effort | Owner | Ticket |
| --- | --- | --- | --- | --- | --- |
| Add a circuit breaker to payment calls | prevent | 4 | 2 | jane.doe@acme.com | |
"""
_WIDE = 120  # columns
_SIMULATED = re.compile(r"http://127\.0\.0\.1:\d+(?:/simulated)?")


def block(name: str) -> str:
    """The ticket in one tracker, as people and as machines see it."""
    with stage(name) as scene, tempfile.TemporaryDirectory() as folder:
        settings = settings_of(scene, Path(folder))
        document = Path(folder) / "post-mortems" / "outage.md"
        document.write_text(_DOCUMENT, "utf-8")
        real_time = RealTime(scene.now, lambda _: None)
        with open_world(settings, now=NOW, real_time=real_time) as world:
            reconcile(world)
        (key,) = scene.keys()
        whole = scene.whole(key)
        said = [f"    {line}" for line in str(whole["text"]).splitlines()]
        lines = [key, "", *_shown(whole), "", "The text:", "", *said]
    text = _SIMULATED.sub(SITES[name], "\n".join(lines))
    shown = [f"{line[:_WIDE]}..." if len(line) > _WIDE else line for line in text.splitlines()]
    return "\n".join(["```text", *(line.rstrip() for line in shown), "```"])


def _shown(whole: Mapping[str, object]) -> Iterator[str]:
    for field in ("title", "status", "assignees", "due", "priority", "labels", "links", "markers"):
        if (value := whole.get(field)) and value != "{}":
            yield f"{field:<10} {_written(value)}"


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


BLOCKS: Mapping[str, Callable[[], str]] = {
    f"ticket-in-{name}": partial(block, name) for name in SITES
}
