"""Which open action items bear on an incident that has just begun, strongest first.

In: items as they stand, their post-mortems, and what is known of the incident. Out: the items
with the reasons, for people who have a minute. Here a hit too many costs a glance and one too
few an hour, so less likeness is enough than for a recurrence.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from syncd.model import ActionItem, DocumentKey, Organization, PostMortem
from syncd.policy.gist import Gist, as_written, gist
from syncd.policy.wording import plain

_LEAST = 50  # of 100
_SLIP = 80  # of 100; so like a known word that it is that word, mistyped
_NOTHING = Gist()


class Told(NamedTuple):
    """A text that speaks of what was asked: how much of it, in which of its own words.

    Where only some people may read it, neither `text` nor `words` are there.
    """

    score: int
    words: tuple[str, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class Bearing:
    """An open action item, and why it bears on the incident.

    `cause` is the root cause of its post-mortem that was hit, `title` its own title if that
    speaks of it; `service` is the one that its post-mortem names, or else its team owns.
    """

    item: ActionItem
    cause: Told | None = None
    title: Told | None = None
    service: str | None = None
    by_team: bool = False

    @property
    def score(self) -> int:
        """How much of the cause is met, of 100; 0 if it bears by its service alone."""
        return max(self.scores)

    @property
    def scores(self) -> tuple[int, int]:
        """The same by the root cause of its post-mortem, and by its own title."""
        return self.cause.score if self.cause else 0, self.title.score if self.title else 0


def bearing(
    items: Iterable[ActionItem],
    post_mortems: Mapping[DocumentKey, PostMortem],
    organization: Organization,
    *,
    services: Collection[str] = (),
    cause: str = "",
) -> Sequence[Bearing]:
    """The open items that bear on an incident, by its services, by its cause, or by both.

    First come those that bear by both, then those by their cause, by how much of it is met.
    """
    still_open = [item for item in items if item.status.is_open]
    documents = {
        item.id: post_mortems.get(DocumentKey(item.source, item.file)) for item in still_open
    }
    asked = _without_slips(gist(cause), _texts(still_open, documents.values()))
    wanted = {plain(service) for service in services}
    found = []
    for item in still_open:
        document = documents[item.id]
        service, by_team = _service(item, document, organization, wanted)
        one = Bearing(
            item, _best_cause(asked, document), _title(asked, item, document), service, by_team
        )
        if one.score or one.service:
            found.append(one)
    return sorted(found, key=_strength)


def known_services(
    post_mortems: Iterable[PostMortem], organization: Organization
) -> Collection[str]:
    """Every service that a post-mortem names or a team owns."""
    owned = {service for team in organization.teams.values() for service in team.services}
    return owned.union(*(post_mortem.services for post_mortem in post_mortems))


def _texts(items: Iterable[ActionItem], documents: Iterable[PostMortem | None]) -> Iterator[str]:
    yield from (item.title for item in items)
    for document in documents:
        yield from document.root_causes if document else ()


def _without_slips(asked: Gist, texts: Iterable[str]) -> Gist:
    """What was asked, with each unknown word taken for the known one that it is most like."""
    if not asked.telling:
        return asked
    known = set[str]().union(*(gist(text).words for text in texts))
    telling, faint = set[str](), set(asked.faint)
    for word in asked.telling:
        meant = None
        if word not in known:
            meant = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=_SLIP)
        telling.add(meant[0] if meant else word)
    return Gist(frozenset(telling), frozenset(faint))


def _best_cause(asked: Gist, document: PostMortem | None) -> Told | None:
    causes = document.root_causes if document else ()
    secret = document is not None and document.confidential
    told = [found for text in causes if (found := _told(asked, text, secret=secret))]
    return max(told, key=lambda found: found.score, default=None)


def _title(asked: Gist, item: ActionItem, document: PostMortem | None) -> Told | None:
    secret = document is not None and document.confidential
    return None if secret else _told(asked, item.title, secret=False)


def _told(asked: Gist, text: str, *, secret: bool) -> Told | None:
    """Whether a text speaks of what was asked: one of the two is found in the other."""
    said = gist(text)
    both = asked.shared(said)
    if not both.telling:
        return None
    score = int(100 * both.weight / min(asked.weight, said.weight))
    if score < _LEAST:
        return None
    return Told(score, (), None) if secret else Told(score, as_written(both, text), text)


def _service(
    item: ActionItem,
    document: PostMortem | None,
    organization: Organization,
    wanted: Collection[str],
) -> tuple[str | None, bool]:
    """The wanted service that an item is about; that of its team where none is written."""
    written = document.services if document else ()
    team = organization.team(item.team) if item.team and not written else None
    for service in written or (team.services if team else ()):
        if plain(service) in wanted:
            return service, team is not None
    return None, False


def _strength(one: Bearing) -> tuple[object, ...]:
    item = one.item
    return (
        not (one.score and one.service),
        -one.score,
        -sum(one.scores),
        one.by_team,
        item.priority.value if item.priority else "P9",
        item.due.isoformat() if item.due else "9999",
        item.id,
    )
