"""What has nothing to do with a post-mortem can be left out when that is matched."""

from collections.abc import Collection, Hashable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from syncd.model import DocumentKey, PostMortem, TicketKey
from syncd.policy.case import Case
from syncd.policy.kinship import Kinship, may_have_moved, names_in_document, names_on_ticket
from syncd.policy.match import match
from syncd.policy.observed import Observed
from tests.policy.company import Company
from tests.policy.test_identity import companies, human_edits

IDS = ("PM-2026-0001", "PM-2026-0002")


@given(company=companies(), data=st.data(), forget=st.booleans())
def test_kin_alone_are_matched_as_among_all_others(
    company: Company, data: st.DataObject, forget: bool
) -> None:
    """A post-mortem with its kin alone gets the same ids, tickets and troubles as among all.

    Whatever people did, and whichever documents are copies, have moved or share tickets.
    """
    company.ids = dict(zip(("a.md", "b.md"), IDS, strict=True))
    company.reconcile()
    for _ in range(2):
        for _ in range(data.draw(st.integers(1, 3))):
            human_edits(data, company)
        _disarrange(data, company)
        if forget:
            company.remembered.clear()
        observed = company.observed()
        matching = match(observed)
        for case in matching.cases:
            part = _among_kin(observed, {case.id})
            if may_have_moved(_by_key(part), part.remembered):
                continue
            alone = match(part)
            if case.id not in {each.id for each in alone.cases}:
                continue  # a pass notices that, and matches everything
            assert _about(case.id, alone.cases) == _about(case.id, matching.cases)
            ours = [each for each in matching.orphans if _is_about(case.id, each.identity)]
            assert [each for each in alone.orphans if _is_about(case.id, each.identity)] == ours
        if data.draw(st.booleans()):
            company.reconcile()


def _disarrange(data: st.DataObject, company: Company) -> None:
    """Somebody deletes a link, and somebody gives an item the id of any."""
    known = [each for here in company.documents.values() for each in here]
    if data.draw(st.booleans()) and known:
        unlinked = data.draw(st.sampled_from(known))
        unlinked.item = replace(unlinked.item, links=())
    if data.draw(st.booleans()) and known:
        named = data.draw(st.sampled_from(known))
        name = f"{data.draw(st.sampled_from(IDS))}-{data.draw(st.integers(1, 9)):02}"
        named.item = replace(named.item, id=name)


def _among_kin(observed: Observed, ids: Collection[str]) -> Observed:
    kinship = Kinship()
    known = _by_key(observed)
    for key in known.keys() | observed.remembered.keys():
        links = [link for link in observed.links.get(key, ()) if isinstance(link, TicketKey)]
        before = observed.remembered.get(key)
        kinship.put(key, names_in_document(known.get(key), links, before))
    for named, ticket in observed.tickets.items():
        kinship.put((named,), names_on_ticket(named, ticket))
    kin: Collection[Hashable] = kinship.kin(ids)
    return replace(
        observed,
        post_mortems=[pm for pm in observed.post_mortems if DocumentKey(pm.source, pm.path) in kin],
        tickets={key: each for key, each in observed.tickets.items() if (key,) in kin},
        links={key: each for key, each in observed.links.items() if key in kin},
        remembered={key: each for key, each in observed.remembered.items() if key in kin},
    )


def _by_key(observed: Observed) -> dict[DocumentKey, PostMortem]:
    return {DocumentKey(pm.source, pm.path): pm for pm in observed.post_mortems}


def _about(name: str, cases: Collection[Case]) -> list[Case]:
    return [case for case in cases if case.id == name]


def _is_about(name: str, identity: object) -> bool:
    return getattr(identity, "post_mortem", None) == name


def test_who_uses_other_names_is_no_kin_any_more() -> None:
    """Things are kin by the names that they use now, also by way of others."""
    kinship = Kinship()
    for thing, names in {"a": "xy", "b": "yz", "c": "z", "d": "w"}.items():
        kinship.put(thing, frozenset(names))
    assert kinship.kin("x") == {"a", "b", "c"}
    kinship.put("b", frozenset("z"))
    assert kinship.kin("x") == {"a"}
    assert kinship.kin("z") == {"b", "c"}
