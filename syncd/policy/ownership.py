"""Who owns an action item, and in which team's tracker its ticket belongs."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from syncd.model import Base, Organization, PostMortem, Team, WrittenItem
from syncd.policy.case import Claim
from syncd.policy.merge import Settled, settle


class OwnerKind(Enum):
    """What somebody wrote where one person should stand."""

    NOBODY = "nobody"
    PERSON = "person"
    STRANGER = "stranger"
    SEVERAL = "several"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner as syncd understands it.

    `name` is the e-mail of a known person, else the text itself; it is what a ticket gets.
    `is_one` is True where it can be one individual.
    """

    kind: OwnerKind
    name: str | None
    team: str | None = None

    @property
    def is_one(self) -> bool:
        """Whether this names one individual, known or not."""
        return self.kind in _INDIVIDUAL


_INDIVIDUAL = frozenset({OwnerKind.PERSON, OwnerKind.STRANGER})
_NO_BASE = Base()
_NOBODY = Owner(OwnerKind.NOBODY, None)
_BLANK = frozenset(
    {"", "-", "--", "–", "—", "?", "n/a", "na", "none", "tbd", "tba", "nobody", "unassigned"}
)
_GROUP_WORDS = re.compile(
    r"\b(teams?|squad|on ?call|all|everyone|everybody|group|guild|crew|tribe|department|dept"
    r"|engineers|developers|sres|leads|we|us)\b",
    re.IGNORECASE,
)
_NAME_AND_ADDRESS = re.compile(  # "Doe, Jane <jane.doe@acme.com>"; Markdown loses the brackets
    r"[^@]*(?<![,;/&+\s])(?<!\band)(?<!\bor)\s+[<(]?(?P<address>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)[>)]?"
)
_SEPARATORS = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\bor\b)\s*", re.IGNORECASE)


def owner_of(written: str | None, organization: Organization) -> Owner:
    """What `written` means: nobody, one person, several, or a team.

    Source: Post-Mortem Action Item Tracking, "Ownership Assignment": an individual owns it.
    """
    if written is None:
        return _NOBODY
    return _owner_of(written, organization)


@lru_cache(maxsize=20_000)
def _owner_of(written: str, organization: Organization) -> Owner:
    text = " ".join(written.split())
    if text.casefold() in _BLANK:
        return _NOBODY
    if person := organization.person(text):
        return Owner(OwnerKind.PERSON, person.email, person.team)
    if organization.team(text):
        return Owner(OwnerKind.TEAM, text)
    if named := _NAME_AND_ADDRESS.fullmatch(text):
        return _owner_of(named["address"], organization)
    if sum(1 for part in _SEPARATORS.split(text) if part) > 1:
        return Owner(OwnerKind.SEVERAL, text)
    if _GROUP_WORDS.search(re.sub(r"[_-]+", " ", text)):
        return Owner(OwnerKind.TEAM, text)
    return Owner(OwnerKind.STRANGER, text)


def same_owner(left: str | None, right: str | None, organization: Organization) -> bool:
    """Whether two texts name the same owner, however each is written."""
    if left == right:
        return True
    one, other = owner_of(left, organization).name, owner_of(right, organization).name
    if one is None or other is None:
        return one is other
    return one.removeprefix("@").casefold() == other.removeprefix("@").casefold()


def settled_owner(claim: Claim, organization: Organization) -> tuple[Owner, Settled[str]]:
    """Whom the document names, and who owns the item once document and ticket are merged."""
    ticket = claim.ticket
    state = ticket.state if ticket else None
    base = state.base if state else _NO_BASE
    said = (state.document if state else None) or base
    written = owner_of(claim.item.owner, organization)
    return written, settle(
        written.name if written.is_one else None,
        ticket.assignee if ticket else None,
        base=base.owner,
        document_base=said.owner or base.owner,
        same=lambda one, other: same_owner(one, other, organization),
    )


@dataclass(frozen=True, slots=True)
class Route:
    """Where a ticket belongs; without a `team`, `why` says what is missing."""

    team: Team | None
    why: str = ""
    hint: str = ""


def route_of(
    item: WrittenItem, owner: Owner, post_mortem: PostMortem, organization: Organization
) -> Route:
    """The team of an item: its own; else its owner's; else the one that owns its services."""
    if item.team:
        if team := organization.team(item.team):
            return Route(team)
        return Route(
            None,
            f"team {item.team!r} is not in the configuration",
            f"add [teams.{item.team.lower()}] to the configuration, or correct the team",
        )
    if owner.team and (team := organization.team(owner.team)):
        return Route(team)
    if owner.kind is OwnerKind.TEAM and owner.name and (team := organization.team(owner.name)):
        return Route(team)
    names: set[str] = set()
    for service in post_mortem.services:
        names |= organization.team_of_service.get(service.casefold(), frozenset())
    if len(names) == 1:
        return Route(organization.teams[names.pop()])
    if names:
        return Route(
            None,
            f"its services belong to {len(names)} teams: {', '.join(sorted(names))}",
            "name the team of this item, or one owner with a team in [people]",
        )
    return Route(
        None,
        "no team can be told from the item, its owner or its services",
        "name the team of the item, its owner's team in [people], or list the post-mortem's"
        " services in a [teams] table",
    )
