"""How a rule registers, what it gets to see, and how its findings get their level."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from syncd.model import DocumentKey, Finding, Level, PostMortem, Problem, Ticket
from syncd.policy.assess import Assessment
from syncd.policy.case import Trouble
from syncd.policy.facts import Facts, Terms


@dataclass(frozen=True, slots=True)
class View:
    """One post-mortem as a rule sees it.

    `certain_items` are those that are not held, `open_items` those of them that are open:
    about a held item nothing is said but why it is held.
    """

    id: str
    post_mortem: PostMortem
    items: tuple[Assessment, ...]
    certain_items: tuple[Assessment, ...]
    open_items: tuple[Assessment, ...]
    troubles: tuple[Trouble, ...]
    facts: Facts
    terms: Terms
    is_copy: bool = False

    def about(self, assessment: Assessment, rule: str, message: str, hint: str) -> Finding:
        """A finding about one item."""
        item = assessment.item
        return Finding(
            rule=rule,
            level=_REGISTERED[rule].level,
            message=message,
            hint=hint,
            post_mortem=self.id,
            item=item.id,
            ticket=item.ticket.key if item.ticket else None,
            file=item.file,
            line=item.line,
            source=item.source,
        )

    def overall(self, rule: str, message: str, hint: str, line: int = 1) -> Finding:
        """A finding about the post-mortem as a whole, or a place in it."""
        return Finding(
            rule=rule,
            message=message,
            hint=hint,
            post_mortem=self.id,
            file=self.post_mortem.path,
            line=line,
            source=self.post_mortem.source,
        )

    def troubled(self, rule: str) -> Iterator[Finding]:
        """The findings of a rule that matching came upon."""
        for trouble in self.troubles:
            if trouble.rule == rule:
                yield Finding(
                    rule=rule,
                    level=_REGISTERED[rule].level,
                    message=trouble.message,
                    hint=trouble.hint,
                    post_mortem=self.id,
                    item=trouble.item,
                    ticket=trouble.ticket,
                    file=self.post_mortem.path,
                    line=trouble.line,
                    source=self.post_mortem.source,
                )


@dataclass(frozen=True, slots=True)
class Estate:
    """What no single post-mortem shows; `unreadable` pairs a document with what is wrong there."""

    facts: Facts
    terms: Terms
    unreadable: tuple[tuple[DocumentKey, Problem], ...] = ()

    @property
    def orphans(self) -> tuple[Ticket, ...]:
        """Tickets whose marker names what a complete read did not find."""
        return self.facts.orphans


@dataclass(frozen=True, slots=True)
class Levels:
    """The `[rules]` tables: a level for a rule, for everybody or for one team."""

    everywhere: Mapping[str, Level] = field(default_factory=dict)
    by_team: Mapping[str, Mapping[str, Level]] = field(default_factory=dict)

    def of(self, rule: "Rule", team: str | None) -> Level:
        """The level in force."""
        for_team = self.by_team.get(team, {}) if team else {}
        return for_team.get(rule.name) or self.everywhere.get(rule.name) or rule.level


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check, with the text that explains it.

    `in_documents` says that documents alone can prove it, so that `syncd lint` checks it. What
    `over_estate` finds may be `of_all`, and then about no post-mortem.
    """

    name: str
    level: Level
    summary: str
    why: str
    fix: str
    source: str
    in_documents: bool = False
    over_post_mortem: Callable[[View], Iterable[Finding]] | None = None
    over_estate: Callable[[Estate], Iterable[Finding]] | None = None
    of_all: bool = False


_REGISTERED: dict[str, Rule] = {}
_HEADING = re.compile(r"^(Why|Fix|Source): ", re.MULTILINE)


def rule(
    name: str, level: Level = Level.WARNING, *, in_documents: bool = False
) -> Callable[[Callable[[View], Iterable[Finding]]], Callable[[View], Iterable[Finding]]]:
    """Register a check of one post-mortem."""

    def register(check: Callable[[View], Iterable[Finding]]) -> Callable[[View], Iterable[Finding]]:
        _REGISTERED[name] = Rule(
            name, level, *_explain(check.__doc__), in_documents, over_post_mortem=check
        )
        return check

    return register


def estate_rule(
    name: str,
    level: Level = Level.WARNING,
    *,
    in_documents: bool = False,
    of_all: bool = False,
) -> Callable[[Callable[[Estate], Iterable[Finding]]], Callable[[Estate], Iterable[Finding]]]:
    """Register a check of what crosses post-mortems."""

    def register(
        check: Callable[[Estate], Iterable[Finding]],
    ) -> Callable[[Estate], Iterable[Finding]]:
        _REGISTERED[name] = Rule(
            name, level, *_explain(check.__doc__), in_documents, over_estate=check, of_all=of_all
        )
        return check

    return register


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule of this package by name; a file that is there is registered."""
    package = importlib.import_module("syncd.policy.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_REGISTERED.items()))


@cache
def known_names() -> frozenset[str]:
    """The names that `[rules]` and `waive:` take."""
    return frozenset(all_rules())


def judge(view: View, levels: Levels, *, documents_alone: bool = False) -> Iterator[Finding]:
    """The findings about one post-mortem with their levels, without waived and silenced ones.

    With `documents_alone` only rules that no ticket could contradict are asked.
    """
    waived = {name for name, _ in view.post_mortem.waivers}
    teams = {assessment.item.id: assessment.item.team for assessment in view.items}
    common = next(iter(teams.values())) if len(set(teams.values())) == 1 else None
    for checked in _asked(documents_alone=documents_alone):
        if checked.over_post_mortem is None or checked.name in waived:
            continue
        if view.is_copy and checked.name != "conflicting-claim":
            continue
        for finding in checked.over_post_mortem(view):
            level = levels.of(checked, teams.get(finding.item) if finding.item else common)
            if level is not Level.OFF:
                yield finding if finding.level is level else replace(finding, level=level)


def survey_rules(
    estate: Estate, levels: Levels, *, documents_alone: bool = False, some: bool = False
) -> Iterator[Finding]:
    """The findings about what crosses post-mortems, each with its level.

    Where it is about `some` post-mortems, those that are about none are not looked for.
    """
    for checked in _asked(documents_alone=documents_alone):
        if checked.over_estate is None or (some and checked.of_all):
            continue
        level = levels.of(checked, None)
        if level is not Level.OFF:
            for finding in checked.over_estate(estate):
                yield replace(finding, level=level)


def _asked(*, documents_alone: bool) -> Iterator[Rule]:
    for checked in all_rules().values():
        if checked.in_documents or not documents_alone:
            yield checked


def _explain(text: str | None) -> tuple[str, str, str, str]:
    """Summary, why, fix and source of a rule's docstring."""
    parts = _HEADING.split(inspect.cleandoc(text or ""))
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    lines = [parts[0], told["Why"], told["Fix"], told["Source"]]
    summary, why, fix, source = (" ".join(line.split()) for line in lines)
    return summary, why, fix, source
