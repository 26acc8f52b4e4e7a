"""The line in a document that says of which earlier post-mortems this one is a recurrence.

It is written once, and never taken out: that the cause came back while something was left to
do stays true when that is done. What somebody takes out of it stays out, as far as memory can
tell.
"""

from collections.abc import Sequence

from syncd.model import (
    Change,
    ChangeKind,
    Difference,
    EditDocument,
    RecurrenceEdit,
    quoted_id,
)
from syncd.policy.case import Case
from syncd.policy.facts import Facts, Terms
from syncd.policy.recurrence import Recurrence
from syncd.policy.wording import how_alike, listed

_FIELD = "recurrence"


def named_rightly(case: Case, facts: Facts) -> tuple[str, ...]:
    """The earlier post-mortems that the document names and whose root cause it does hit."""
    found = {each.of for each in facts.recurrences.get(case.id, ())}
    return tuple(name for name in case.post_mortem.recurrence if name in found)


def note_recurrence(case: Case, facts: Facts, terms: Terms) -> Change | None:
    """The step that writes the line, if it lacks an earlier post-mortem that nobody took out."""
    post_mortem = case.post_mortem
    if post_mortem.source in terms.read_only or not post_mortem.takes_recurrence:
        return None
    found = {
        each.of: each
        for each in facts.recurrences.get(case.id, ())
        if each.still_open and quoted_id(each.of)
    }
    known = {*post_mortem.recurrence, *case.recurrence}
    fresh = [name for name in found if name not in known]
    if not fresh:
        return None
    kept = [name for name in post_mortem.recurrence if not _is_renamed(name, case, facts)]
    ids = (*kept, *fresh)
    told = {each.of: each for each in facts.recurrences.get(case.id, ())}
    text = _line(ids, [told[name] for name in ids if name in told])
    before = listed(post_mortem.recurrence) if post_mortem.recurrence else None
    why = "; ".join(how_alike(found[name].score, found[name].words) for name in fresh)
    last = max((claim.item for claim in case.claims), key=lambda item: item.line, default=None)
    return Change(
        kind=ChangeKind.EDIT_POST_MORTEM,
        post_mortem=case.id,
        item="",
        title="",
        tracker=None,
        ticket=None,
        differences=(Difference(_FIELD, before, listed(ids), why),),
        action=EditDocument(
            source=post_mortem.source,
            path=post_mortem.path,
            index=last.index if last else 0,
            line=last.line if last else 1,
            edits=(RecurrenceEdit(ids, text),),
            based_on=post_mortem.revision,
        ),
    )


def _is_renamed(name: str, case: Case, facts: Facts) -> bool:
    """Whether syncd has written this id, and no post-mortem is called that any more."""
    return name in case.recurrence and facts.complete and name not in facts.post_mortems


def _line(ids: Sequence[str], told: Sequence[Recurrence]) -> str:
    items = [item.item for each in told for item in each.items]
    of = listed(quoted for name in ids if (quoted := quoted_id(name)))
    if not items:
        return f"Recurrence of {of}."
    return f"Recurrence of {of}: {listed(items)} {'was' if len(items) == 1 else 'were'} still open."
