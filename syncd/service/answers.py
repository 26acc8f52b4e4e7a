"""What `/syncd` answers, from memory alone.

In: what somebody asked. Out: an answer in syncd's own words; texts from documents and tickets
are in it as they are, and whoever shows it escapes them.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date

from syncd import passes
from syncd.config.errors import nearest, suggestion
from syncd.model import ActionItem, Organization, Overview, Team
from syncd.policy.commands import Word
from syncd.policy.wording import plain
from syncd.ports.command import Asked, Reply, ReplyLine
from syncd.report import related as report_related
from syncd.report.json import instant
from syncd.report.markdown import escaped
from syncd.report.terminal import harmless
from syncd.report.wording import counted, moment
from syncd.service.choice import is_overdue
from syncd.service.site import Site

_WORD = re.compile(r'["“”„]([^"“”„]*)["“”„]|(\S+)')  # Slack makes quotes typographic
_LONGEST = 100  # characters of what somebody typed that are shown
_NOTHING_YET = Reply(
    "Nothing is known yet", "syncd has not made its first pass: ask again in a minute."
)
_HELP = Reply(
    "What /syncd answers",
    """\
- `/syncd`, or `/syncd items`: your own open action items, the worst first
- `/syncd items TEAM`: those of a team
- `/syncd related SERVICE [CAUSE]`: an incident has begun: which open items bear on it, strongest \
first; a service of several words in quotes
- `/syncd help`: this

Only you see the answers. They show how things were at the last pass, and nothing can be changed \
here: answer on the tickets.
""",
)
_COMMANDS = ("items", "related", "help")


def answer(site: Site, asked: Asked) -> Reply:
    """The answer to a command.

    Raises:
        StoreError: the store does not tell.
    """
    words = [quoted or word for quoted, word in _WORD.findall(asked.text)]
    match [words[0].casefold() if words else "items", *words[1:]]:
        case ["items"]:
            return _own(site, asked)
        case ["items", *team]:
            return _of_team(site, " ".join(team))
        case ["related", service, *cause]:
            return _related(site, service, " ".join(cause))
        case ["related"]:
            return Reply("Which service is in trouble?", "`/syncd related SERVICE [CAUSE]`")
        case ["help", *_]:
            return _HELP
        case [known, *_] if known in set(Word):
            hint = "Write it into a comment on the ticket, as a line of its own: it obeys there."
            return Reply("That belongs on the ticket", f"`/syncd {known}` is about one. {hint}")
        case [unknown, *_]:
            near = nearest(unknown, _COMMANDS)
            hint = (
                f"Did you mean `/syncd {near}`?" if near else "`/syncd help` lists what there is."
            )
            return Reply("There is no such command", f"{_shown(words[0])} is none. {hint}")
    return _HELP


def _own(site: Site, asked: Asked) -> Reply:
    if asked.person is None:
        return Reply(
            "Who are you?",
            f"Nobody has the account {_shown(asked.account)} in syncd's configuration, or more than"
            " one. Whoever keeps it can say who you are, by the e-mail address that owns your"
            " action items:\n\n"
            f'```\n[people."you@example.com"]\nslack = "{asked.account}"\n```\n\n'
            "`/syncd items TEAM` works without that.",
        )
    overview = site.standing().overview
    if overview is None:
        return _NOTHING_YET
    organization, mine = site.settings.organization, asked.person
    found = [item for item in overview.items if _email(item.owner, organization) == mine.casefold()]
    return _items(site, overview, found, f"Owned by {_shown(mine)}")


def _of_team(site: Site, written: str) -> Reply:
    organization = site.settings.organization
    team: Team | None = organization.team(written)
    if team is None:
        hint = suggestion(written, organization.teams.keys(), none="none is configured")
        told = f"{_shown(written)} is none: {escaped(hint)}"
        return Reply("There is no such team", told)
    overview = site.standing().overview
    if overview is None:
        return _NOTHING_YET
    found = [item for item in overview.items if item.team and organization.team(item.team) is team]
    return _items(site, overview, found, f"Of team {_shown(team.name)}")


def _items(site: Site, overview: Overview, found: Iterable[ActionItem], whose: str) -> Reply:
    today = _today(site)
    urls = {incident.id: incident.url for incident in overview.measured.incidents}
    still_open = sorted(
        (item for item in found if item.status.is_open), key=lambda item: _worst(item, today)
    )
    lines = [_line(item, today, urls.get(item.post_mortem)) for item in still_open]
    number = counted(len(lines), "open action item") if lines else "No open action item"
    order = ", the worst first" if len(lines) > 1 else ""
    when = moment(instant(overview.as_of))
    return Reply(number, f"{whose}{order}, as of {when}.", lines, "`syncd items` lists them all")


def _related(site: Site, service: str, cause: str) -> Reply:
    world = site.world.at(site.now())
    answer = passes.recalled(world, services=(service,), cause=cause)
    overview = site.standing().overview
    if answer is None or overview is None:
        return _NOTHING_YET
    report = report_related.as_dict(
        answer.found, service=service, cause=cause or None, now=site.now(), as_of=answer.as_of
    )
    urls = {incident.id: incident.url for incident in overview.measured.incidents}
    today = _today(site)
    lines = [
        _line(
            one.item,
            today,
            urls.get(one.item.post_mortem),
            why="; ".join(report_related.reason(why, told) for why in told["why"]),
        )
        for one, told in zip(answer.found, report["items"], strict=True)
    ]
    about = f"service {_shown(service)}" + (f" and cause {_shown(cause)}" if cause else "")
    text = f"On {about}, as of {moment(instant(answer.as_of))}."
    if plain(service) not in map(plain, answer.services):
        hint = suggestion(service, answer.services)
        text += f"\n\nNo post-mortem and no team names that service: {escaped(_short(hint))}"
    number = counted(len(lines), "open action item")
    title = f"{number} {'bears' if len(lines) == 1 else 'bear'} on it" if lines else _NONE_BEARS
    return Reply(title, text, lines, "`syncd related` lists them all")


_NONE_BEARS = "No open action item bears on it"


def _line(item: ActionItem, today: date, document: str | None, why: str = "") -> ReplyLine:
    return ReplyLine(
        name=item.ticket.key if item.ticket else item.id,
        url=item.ticket.url if item.ticket else document,
        title=harmless(item.title),
        due=item.due,
        late=is_overdue(item, today),
        facts=_facts(item),
        why=harmless(why),
    )


def _facts(item: ActionItem) -> Sequence[str]:
    status = item.status.value.replace("_", " ")
    facts = (item.priority or "", status, item.owner or "nobody owns it", item.post_mortem)
    return [harmless(str(fact)) for fact in facts if fact]


def _worst(item: ActionItem, today: date) -> tuple[object, ...]:
    """What is overdue for longest, then by priority, then what is due first."""
    late = is_overdue(item, today)
    return (
        not late,
        item.due if late and item.due else date.max,
        item.priority.value if item.priority else "P9",
        item.due or date.max,
        item.id,
    )


def _email(owner: str | None, organization: Organization) -> str | None:
    if owner is None:
        return None
    person = organization.person(owner)
    return (person.email if person else owner).casefold()


def _today(site: Site) -> date:
    return site.now().astimezone(UTC).date()


def _shown(text: str) -> str:
    """What somebody typed, as Markdown shows it."""
    return f"*{escaped(_short(harmless(text)))}*" if text.strip() else "nothing"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
