"""Which post-mortem a document is: its id survives a move, and no two documents share one.

In: documents with the ids that they give themselves, and the markers of their tickets.
Out: for each document an id, or the reason why it has none of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syncd.model import DocumentKey, Identity, PostMortem, TicketKey
from syncd.policy.observed import Observed
from syncd.policy.wording import plain


@dataclass(frozen=True, slots=True)
class Copy:
    """A document whose id belongs to another document; nothing in it is acted upon."""

    post_mortem: PostMortem
    original: PostMortem


@dataclass(frozen=True, slots=True)
class Names:
    """The id of every document that has one of its own, and the copies that do not."""

    ids: Mapping[DocumentKey, str]
    copies: Sequence[Copy]


def name_documents(observed: Observed, identities: Mapping[TicketKey, Identity]) -> Names:
    """Give every document its id.

    An id that the document states wins. One made from the path follows the markers of the
    tickets that the document links to, so that a document which moved stays who it was; only
    where nothing links the tickets of a post-mortem, and in a document that is not known to
    have been here before, do titles tell. Among documents of one id, the one that the tickets
    point back to is the original.
    """
    stated = {pm.id for pm in observed.post_mortems if pm.id_is_given}
    by_path = {pm.id for pm in observed.post_mortems if not pm.id_is_given}
    homeless = _homeless(identities, stated | by_path) if observed.complete else {}
    movable = [pm for pm in observed.post_mortems if homeless and not pm.id_is_given]
    moved = {_key(pm): _by_links(pm, observed, identities, homeless) for pm in movable}
    unlinked = {name: keys for name, keys in homeless.items() if name not in moved.values()}
    groups: dict[str, list[PostMortem]] = defaultdict(list)
    for pm in observed.post_mortems:
        name = moved.get(_key(pm))
        if name is None and _key(pm) in moved:
            name = _by_titles(pm, observed, unlinked)
        groups[name or pm.id].append(pm)
    ids: dict[DocumentKey, str] = {}
    copies: list[Copy] = []
    for name, group in groups.items():
        original = group[0] if len(group) == 1 else _original(name, group, observed, identities)
        ids[_key(original)] = name
        copies += [Copy(pm, original) for pm in group if pm is not original]
    return Names(ids, copies)


def _homeless(
    identities: Mapping[TicketKey, Identity], present: set[str]
) -> Mapping[str, Sequence[TicketKey]]:
    """The tickets of post-mortems that no document claims to be, by post-mortem id."""
    homeless: dict[str, list[TicketKey]] = defaultdict(list)
    for key, identity in identities.items():
        if identity.post_mortem not in present:
            homeless[identity.post_mortem].append(key)
    return homeless


def _by_links(
    pm: PostMortem,
    observed: Observed,
    identities: Mapping[TicketKey, Identity],
    homeless: Mapping[str, Sequence[TicketKey]],
) -> str | None:
    """The id that a document had before it moved, if the tickets that it links tell it."""
    votes = Counter(
        identities[link].post_mortem
        for link in observed.links.get(_key(pm), ())
        if isinstance(link, TicketKey) and link in identities
    )
    if not votes:
        return None
    name = min(votes, key=lambda voted: (-votes[voted], voted))
    return name if name in homeless else None


def _by_titles(
    pm: PostMortem, observed: Observed, homeless: Mapping[str, Sequence[TicketKey]]
) -> str | None:
    """The id that a new document without links had before it moved, if titles tell it."""
    known = observed.remembered.get(_key(pm))
    is_old = known is not None and known.id == pm.id
    if is_old or not pm.items or any(observed.links.get(_key(pm), ())):
        return None
    titles = {plain(item.title) for item in pm.items}
    for name, keys in sorted(homeless.items()):
        theirs = {plain(observed.tickets[key].title) for key in keys if key in observed.tickets}
        if 2 * len(titles & theirs) >= max(len(titles), len(theirs)):
            return name
    return None


def _key(pm: PostMortem) -> DocumentKey:
    return DocumentKey(pm.source, pm.path)


def _original(
    name: str,
    group: Sequence[PostMortem],
    observed: Observed,
    identities: Mapping[TicketKey, Identity],
) -> PostMortem:
    urls = {identity.url for identity in identities.values() if identity.post_mortem == name}

    def rank(pm: PostMortem) -> tuple[bool, bool, str, str]:
        remembered = observed.remembered.get(_key(pm))
        known = remembered is not None and remembered.id == name
        return pm.url not in urls, not known, pm.source, pm.path

    return min(group, key=rank)
