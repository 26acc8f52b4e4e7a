"""The id of a post-mortem that is about to be written."""

import re
from collections import Counter
from collections.abc import Collection

_YEARLY = re.compile(r"(?P<stem>[A-Za-z]+-?)(?P<year>(?:19|20)\d\d)-(?P<number>\d+)")
_FIRST = "PM-"
_DIGITS = 4


def next_id(known: Collection[str | None], year: int) -> str | None:
    """The id after those of that year, in the way that most documents are numbered.

    `known` has an entry for each document, None where it has no id of its own. Where most are
    not numbered by year, there is nothing to go on with, and the answer is None.
    """
    if not known:
        return f"{_FIRST}{year}-{1:0{_DIGITS}}"
    numbered = [found for id_ in known if id_ and (found := _YEARLY.fullmatch(id_))]
    if 2 * len(numbered) < len(known):
        return None
    stems = Counter(found["stem"] for found in numbered)
    stem = min(stems, key=lambda stem: (-stems[stem], stem))
    alike = [found for found in numbered if found["stem"] == stem]
    digits = max(len(found["number"]) for found in alike)
    taken = [int(found["number"]) for found in alike if int(found["year"]) == year]
    return f"{stem}{year}-{max(taken, default=0) + 1:0{digits}}"
