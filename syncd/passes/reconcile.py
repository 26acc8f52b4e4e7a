"""One pass: pull, observe, decide, apply, record."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from difflib import get_close_matches
from itertools import count
from types import MappingProxyType

from syncd.insight.lives import measured
from syncd.model import (
    ChangeKind,
    ChangeOutcome,
    DocumentKey,
    Finding,
    Heading,
    Level,
    Measured,
    Outcome,
    PassOutcome,
    Plan,
)
from syncd.passes.apply import apply
from syncd.passes.guard import Guard
from syncd.passes.kept import Kept
from syncd.passes.left import Left, left_by
from syncd.passes.measures import note_down
from syncd.passes.observe import observe
from syncd.passes.pull import Places, Progress, Reading, pull
from syncd.passes.remind import remind
from syncd.passes.rights import rights_of
from syncd.passes.steps import Carried, Task
from syncd.passes.world import UnknownTargetError, World
from syncd.policy.case import Case
from syncd.policy.decide import acts_upon, decide
from syncd.policy.facts import survey
from syncd.policy.match import match
from syncd.policy.observed import Observed
from syncd.policy.rules import Estate, all_rules, survey_rules

_NONE: Mapping[str, str | None] = MappingProxyType({})
_ROUNDS = 3  # how often a pass starts again when documents were edited while it was at work


@dataclass(frozen=True, slots=True)
class Decided:
    """What a pass decided, before anything is carried out; cases and plans go in pairs."""

    reading: Reading
    observed: Observed
    cases: Sequence[Case]
    plans: Sequence[Plan]
    estate: Sequence[Finding]
    measured: Measured


def reconcile(
    world: World,
    *,
    dry_run: bool = False,
    only: Collection[str] = (),
    full: bool = False,
    force: bool = False,
    progress: Progress = lambda _done, _total, _what: None,
    places: Places | None = None,
    resting: Mapping[str, str | None] = _NONE,
    kept: Kept | None = None,
) -> PassOutcome:
    """Bring post-mortems and tickets together, once.

    `only` names post-mortems, action items or document paths to act upon; `full` reads
    everything again; `force` acts even where many links were lost at once. With `places` only
    those are asked, and `only` names post-mortems: no other is decided about; what earlier
    passes have `kept` spares matching the others. Post-mortems that are `resting`, because
    their changes failed too often, are left alone until they are no longer about what they
    were about then.

    Raises:
        UnknownTargetError: `only` names something that is not there.
    """
    done: list[ChangeOutcome] = []
    for round_ in range(1, _ROUNDS + 1):
        decided = _decide(
            world,
            full=full and round_ == 1,
            keep=not dry_run,
            progress=progress,
            places=places,
            only=only,
            kept=kept,
        )
        if only and round_ == 1:
            _demand_known(only, decided)
        decided = _within(decided, only)
        guard = Guard(
            world.terms.policy,
            decided.observed,
            decided.reading,
            force=force,
            done=done,
            resting={
                case.id
                for case in decided.cases
                if case.id in resting and resting[case.id] in {None, _about(case)}
            },
            losses={} if places is None else world.memory.losses(),
        )
        if dry_run:
            carried = [_rehearse(plan, guard, case) for case, plan in _pairs(decided)]
        else:
            carried = _carry_out(world, decided, guard, progress)
        if round_ == _ROUNDS or not any(each.stale for each in carried):
            break
        done += _applied(carried)
    steps = [*done, *(step for each in carried for step in each.outcomes)]
    if not only:
        used = sum(step.change.kind is ChangeKind.COMMENT for step in steps)
        steps += remind(world, decided.plans, dry_run=dry_run, used=used)
    untold = world.memory.untold()
    outcome = _outcome(world, decided, carried, guard, steps, untold, dry_run=dry_run)
    if not dry_run:
        _record(world, decided, outcome, guard, whole=not only, part=places is not None)
        if untold:
            world.memory.told(untold)
    return outcome


def _decide(
    world: World,
    *,
    full: bool,
    keep: bool,
    progress: Progress,
    places: Places | None,
    only: Collection[str],
    kept: Kept | None,
) -> Decided:
    reading = pull(world, full=full, keep=keep, progress=progress, places=places, only=only)
    if places is not None and kept is not None:
        sight, matching = kept.look(world, reading, only, keep=keep)
    else:
        sight = observe(world, reading, keep=keep)
        matching = match(sight.observed)
    cases = sorted(matching.cases, key=lambda case: (case.id, case.post_mortem.path))
    if places is not None:
        cases = [case for case in cases if case.id in only]
    rights = rights_of(world, cases, reading)
    ahead = {name: timedelta(seconds=gate.ahead) for name, gate in world.gates.items()}
    terms = replace(world.terms, accounts=sight.accounts, rights=rights, ahead=ahead)
    facts = survey(matching, terms, None if places is None else only)
    plans = []
    for n, case in enumerate(cases):
        plan = decide(case, facts, terms, world.levels)
        if _key(case) in reading.resting:
            plan = replace(plan, changes=(), findings=(), states=())
        plans.append(plan)
        progress(n + 1, len(cases), "deciding")
    unreadable = tuple((key, reading.problems[key]) for key in sorted(reading.problems))
    about = Estate(facts, terms, unreadable)
    estate = survey_rules(about, world.levels, some=places is not None)
    lives = measured(zip(cases, plans, strict=True), facts, terms)
    return Decided(reading, sight.observed, cases, plans, tuple(estate), lives)


def _rehearse(plan: Plan, guard: Guard, case: Case) -> Carried:
    refused = guard.refusals(plan, case)
    return Carried(
        [
            ChangeOutcome(change, Outcome.SKIPPED, refused[n])
            if n in refused
            else ChangeOutcome(change, Outcome.PLANNED)
            for n, change in enumerate(plan.changes)
        ]
    )


def _carry_out(world: World, decided: Decided, guard: Guard, progress: Progress) -> list[Carried]:
    """Carry the plans out, those that need different trackers side by side."""
    known = decided.observed.remembered
    lanes: dict[frozenset[str], list[tuple[int, Task]]] = defaultdict(list)
    for n, (case, plan) in enumerate(_pairs(decided)):
        refused = guard.refusals(plan, case)
        if plan.changes:
            task = Task(case, plan, refused, known.get(_key(case)))
            lanes[_trackers_of(world, plan)].append((n, task))
    carried = [Carried() for _ in decided.cases]
    done = count()

    def work(lane: Sequence[tuple[int, Task]]) -> None:
        for (n, _), result in zip(lane, apply(world, [task for _, task in lane]), strict=True):
            carried[n] = result
            progress(next(done) + 1, sum(map(len, lanes.values())), "writing")

    if len(lanes) > 1:
        with ThreadPoolExecutor(len(lanes), "apply") as pool:
            list(pool.map(work, lanes.values()))
    else:
        for lane in lanes.values():
            work(lane)
    return carried


def _trackers_of(world: World, plan: Plan) -> frozenset[str]:
    """The trackers on a network that a plan has to do with; what is here keeps nobody waiting."""
    named = {change.tracker for change in plan.changes if change.tracker}
    return frozenset(n for n in named if world.trackers[n].capabilities.is_remote)


def _record(
    world: World, decided: Decided, outcome: PassOutcome, guard: Guard, *, whole: bool, part: bool
) -> None:
    """Leave for the next pass what this one concluded, of all post-mortems or of a `part`."""
    known = decided.observed.remembered
    quiet = {
        _key(case): left_by(
            case,
            Left(
                states=dict(plan.states),
                recurrence=plan.recurrence,
                before=known.get(_key(case)),
            ),
        )
        for case, plan in _pairs(decided)
        if not plan.changes and case.claims
    }
    fresh = {key: left for key, left in quiet.items() if known.get(key) != left}
    if whole:
        concluded = (outcome.items, outcome.findings, outcome.measured)
        world.memory.save_pass(world.now, *concluded, guard.losses)
        note_down(world, outcome, complete=decided.reading.complete)
        if decided.reading.complete and not guard.losses:
            present = decided.reading.post_mortems.keys() | decided.reading.problems.keys()
            world.memory.remember(dict.fromkeys(known.keys() - present), known)
    elif part:
        about = [case.id for case in decided.cases]
        world.memory.save_part(about, outcome.items, outcome.findings, outcome.measured)
    if fresh:
        world.memory.remember(fresh, known)


def _outcome(
    world: World,
    decided: Decided,
    carried: Sequence[Carried],
    guard: Guard,
    steps: Sequence[ChangeOutcome],
    untold: Sequence[Finding],
    *,
    dry_run: bool,
) -> PassOutcome:
    reading = decided.reading
    made = {name: ticket for each in carried for name, ticket in each.tickets.items()}
    items = [
        replace(item, ticket=made[item.id].ref) if item.id in made and not item.ticket else item
        for plan in decided.plans
        for item in plan.items
    ]
    left_alone = [case for case in decided.cases if not acts_upon(case, world.terms)]
    findings = [
        *decided.estate,
        *(finding for plan in decided.plans for finding in plan.findings),
        *_not_created(world, steps, {item.id: item.team for item in items}),
    ]
    said = {(each.rule, each.item, each.message) for each in findings}
    lost = dict.fromkeys(untold)  # of two passes, each may have noted down the same
    findings += [each for each in lost if (each.rule, each.item, each.message) not in said]
    return PassOutcome(
        now=world.now,
        dry_run=dry_run,
        post_mortems=tuple(_heading(case) for case in decided.cases),
        items=tuple(sorted(items, key=lambda item: (item.post_mortem, item.id, item.file))),
        changes=tuple(steps),
        findings=tuple(sorted(findings, key=_weight)),
        errors=(*reading.errors, *guard.errors()),
        requests={name: gate.requests for name, gate in sorted(world.gates.items())},
        documents=reading.documents_read,
        tickets=reading.tickets_read,
        failed={
            case.id: _about(case)
            for case, each in zip(decided.cases, carried, strict=True)
            if any(step.outcome is Outcome.FAILED for step in each.outcomes)
        },
        older=sum(1 for case in left_alone if case.post_mortem.date),
        undated=sum(1 for case in left_alone if not case.post_mortem.date),
        measured=decided.measured,
    )


def _about(case: Case) -> str:
    """A short digest of what a post-mortem and its tickets are now."""
    tickets = sorted((t.ref.id, t.revision) for c in case.claims if (t := c.ticket))
    seen = repr((case.post_mortem.revision, tickets))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _not_created(
    world: World, steps: Iterable[ChangeOutcome], teams: Mapping[str, str | None]
) -> Iterable[Finding]:
    rule = all_rules()["missing-ticket"]
    for step in steps:
        if step.change.kind is ChangeKind.CREATE_TICKET and step.outcome is Outcome.FAILED:
            level = world.levels.of(rule, teams.get(step.change.item))
            if level is not Level.OFF:
                yield Finding(
                    rule=rule.name,
                    level=level,
                    message=f"its ticket could not be made: {step.error}",
                    hint="mend what the message says; the next pass tries again",
                    post_mortem=step.change.post_mortem,
                    item=step.change.item,
                )


def _heading(case: Case) -> Heading:
    pm = case.post_mortem
    title = "(confidential)" if pm.confidential else pm.title
    return Heading(case.id, title, pm.path, pm.severity, pm.date)


def _weight(finding: Finding) -> tuple[int, str, str, str, int]:
    """Worst first; then by where it is."""
    return (
        finding.level.rank,
        finding.post_mortem or "",
        finding.item or "",
        finding.rule,
        finding.line or 0,
    )


def _within(decided: Decided, only: Collection[str]) -> Decided:
    """The same decisions, but only about what `only` names."""
    if not only:
        return decided
    pairs = []
    for case, plan in _pairs(decided):
        if not {case.id, case.post_mortem.path}.isdisjoint(only):
            pairs.append((case, plan))
        elif named := [item for item in plan.items if item.id in only]:
            part = Plan(
                plan.post_mortem,
                items=tuple(named),
                changes=tuple(change for change in plan.changes if change.item in only),
                findings=tuple(finding for finding in plan.findings if finding.item in only),
            )
            pairs.append((case, part))
    estate = [
        finding
        for finding in decided.estate
        if not {finding.post_mortem, finding.item, finding.file}.isdisjoint(only)
    ]
    cases, plans = [case for case, _ in pairs], [plan for _, plan in pairs]
    return replace(decided, cases=cases, plans=plans, estate=estate)


def _demand_known(only: Collection[str], decided: Decided) -> None:
    known = {finding.file for finding in decided.estate if finding.file}
    for case, plan in _pairs(decided):
        known |= {case.id, case.post_mortem.path, *(item.id for item in plan.items)}
    for name in only:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UnknownTargetError(
                f"--only {name}: no post-mortem, action item or document is called that{hint}"
            )


def _applied(carried: Iterable[Carried]) -> list[ChangeOutcome]:
    """What is behind us when a pass starts again; everything else is decided anew."""
    return [step for each in carried for step in each.outcomes if step.outcome is Outcome.APPLIED]


def _pairs(decided: Decided) -> Iterable[tuple[Case, Plan]]:
    return zip(decided.cases, decided.plans, strict=True)


def _key(case: Case) -> DocumentKey:
    return DocumentKey(case.post_mortem.source, case.post_mortem.path)
