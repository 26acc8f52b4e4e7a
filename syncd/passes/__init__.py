"""The use cases, in the order in which data flows: pull, observe, decide, apply, notify, record.

In: a configuration and the time. Out: what was found, planned and done.
A pass looks at what is, not at what happened: running it twice changes nothing, and it may
be stopped at any point, since the next one starts again from what is.
"""

from syncd.passes.alert import Firing, tell_of_alert
from syncd.passes.documents import NAMED
from syncd.passes.kept import Kept
from syncd.passes.lint import lint
from syncd.passes.measures import measures, overview
from syncd.passes.notify import notify, post, tell
from syncd.passes.pull import Places
from syncd.passes.reconcile import reconcile
from syncd.passes.related import Related, recalled, related
from syncd.passes.review import Posted, post_review, review
from syncd.passes.standing import Standing, items, standing
from syncd.passes.world import UnknownTargetError, World, open_world

__all__ = [
    "NAMED",
    "Firing",
    "Kept",
    "Places",
    "Posted",
    "Related",
    "Standing",
    "UnknownTargetError",
    "World",
    "items",
    "lint",
    "measures",
    "notify",
    "open_world",
    "overview",
    "post",
    "post_review",
    "recalled",
    "reconcile",
    "related",
    "review",
    "standing",
    "tell",
    "tell_of_alert",
]
