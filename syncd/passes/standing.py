"""How things stand, from memory: what the last pass concluded, and what was done since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from syncd.memory import HistoryEntry
from syncd.model import ActionItem, Finding
from syncd.passes.reconcile import reconcile
from syncd.passes.world import UnknownTargetError, World


@dataclass(frozen=True, slots=True)
class Standing:
    """One action item, or all of a post-mortem: what is known, and what syncd did about it."""

    name: str
    as_of: datetime
    items: Sequence[ActionItem]
    findings: Sequence[Finding]
    history: Sequence[HistoryEntry]


def items(world: World) -> tuple[ActionItem, ...]:
    """The action items as the last pass left them; before the first pass, as they are now."""
    if world.memory.last_pass() is None:
        return reconcile(world, dry_run=True).items
    return world.memory.items()


def standing(world: World, name: str) -> Standing:
    """All that is known about an action item or a post-mortem.

    Raises:
        UnknownTargetError: nothing is called that; names what is called nearly so.
    """
    as_of = world.memory.last_pass()
    if as_of is None:
        outcome = reconcile(world, dry_run=True)
        known, findings, as_of = outcome.items, outcome.findings, world.now
    else:
        known, findings = world.memory.items(), world.memory.findings()
    wanted = name.casefold()
    found = [item for item in known if wanted in {item.id.casefold(), item.post_mortem.casefold()}]
    history = world.memory.history(found[0].id if _is_item(found, wanted) else name)
    about = [
        finding
        for finding in findings
        if wanted in {(finding.item or "").casefold(), (finding.post_mortem or "").casefold()}
    ]
    if not (found or history or about):
        names = {item.id for item in known} | {item.post_mortem for item in known}
        near = get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}?" if near else "syncd items lists what there is"
        raise UnknownTargetError(f"nothing is called {name}: {hint}")
    return Standing(name, as_of, found, about, history)


def _is_item(found: Sequence[ActionItem], wanted: str) -> bool:
    return len(found) == 1 and found[0].id.casefold() == wanted
