"""What memory knows of tickets while they are edited, where only it can tell whose edit it was."""

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from syncd.model import Change, EditTicket, Remembered

_MOMENT = timedelta(microseconds=1)


def begun(
    known: Remembered, edits: Iterable[Change], told: Container[str], now: datetime
) -> Remembered | None:
    """What is `known`, with the edits that come now; None if it need not know of any.

    `told` are the items of whose tickets only memory and comments hold the state. It is dated a
    moment before what the tickets themselves will tell of this pass, if they can: that is more.
    """
    states = {
        change.item: replace(before.state, written=now - _MOMENT)
        for change in edits
        if isinstance(change.action, EditTicket)
        and change.item in told
        and (before := change.action.before)
        and before.state
    }
    if not states:
        return None
    items = [each._replace(state=states.get(each.id, each.state)) for each in known.items]
    return replace(known, items=tuple(items))
