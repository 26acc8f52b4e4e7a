"""Who is who: names in documents and accounts in trackers, tied together before deciding.

The configuration says it under `[people]`; what it leaves open is asked of the tracker, once
for each name and `syncd.full_scan`, and only about owners whose ticket is or will be there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from syncd.memory import Account
from syncd.model import DocumentKey, SourceError, Ticket, TicketKey
from syncd.passes.pull import Reading
from syncd.passes.world import World
from syncd.policy.observed import ItemLinks
from syncd.policy.ownership import owner_of, route_of
from syncd.ports import PortError

Accounts = Mapping[tuple[str, str], str | None]


def accounts_of(
    world: World, reading: Reading, links: Mapping[DocumentKey, ItemLinks], others: Accounts
) -> Accounts:
    """Whom each owner that a document names means in the tracker of its ticket.

    `others` are known already, from documents that are not read this time.
    """
    if not world.terms.finds_people:
        return {}
    known: dict[tuple[str, str], str | None] = dict(_configured(world))
    cached = world.memory.accounts()
    fresh: dict[tuple[str, str], Account] = {}
    for tracker, project, name in sorted(set(_wanted(world, reading, links))):
        key = (tracker, name)
        if key in known:
            continue
        was = cached.get(key)
        if was and was.looked_up <= world.now < was.looked_up + world.settings.full_scan:
            known[key] = was.id
            continue
        try:
            known[key] = world.trackers[tracker].find_account(project, name)
        except PortError as error:
            reading.errors.append(SourceError(tracker, f"{name} could not be looked up: {error}"))
            known[key] = was.id if was else None
        else:
            fresh[key] = Account(known[key], world.now)
    if fresh:
        world.memory.save_accounts(fresh)
    return {**others, **known}


def by_their_names(
    world: World, tickets: Mapping[TicketKey, Ticket], accounts: Accounts
) -> dict[TicketKey, Ticket]:
    """The tickets, their assignees called as documents and configuration call them."""
    if not accounts:
        return dict(tickets)
    names = {
        (tracker, account.casefold()): name
        for (tracker, name), account in sorted(accounts.items(), reverse=True)
        if account
    } | {(tracker, account.casefold()): name for (tracker, name), account in _configured(world)}
    return {
        key: replace(ticket, assignee=names[key.tracker, ticket.account.casefold()])
        if ticket.account and (key.tracker, ticket.account.casefold()) in names
        else ticket
        for key, ticket in tickets.items()
    }


def _configured(world: World) -> Iterator[tuple[tuple[str, str], str]]:
    for tracker in sorted(world.terms.finds_people):
        adapter = world.settings.trackers[tracker].adapter
        for person in world.settings.organization.people.values():
            if account := person.accounts.get(adapter):
                yield (tracker, person.email), account.removeprefix("@")


def _wanted(
    world: World, reading: Reading, links: Mapping[DocumentKey, ItemLinks]
) -> Iterator[tuple[str, str, str]]:
    """Tracker, project and name of every owner that has or gets a ticket."""
    organization = world.settings.organization
    for key, post_mortem in reading.post_mortems.items():
        for item, link in zip(post_mortem.items, links[key], strict=True):
            owner = owner_of(item.owner, organization)
            if not owner.is_one or owner.name is None:
                continue
            if isinstance(link, TicketKey):
                ticket = reading.tickets.get(link)
                place = (link.tracker, ticket.ref.project) if ticket else None
            else:
                team = route_of(item, owner, post_mortem, organization).team
                place = (team.tracker, team.project) if team else None
            if place and place[0] in world.terms.finds_people:
                yield (*place, owner.name)
