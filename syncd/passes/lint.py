"""Lint: what documents alone prove, before any tracker is asked: read, match, judge."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from syncd.config import Settings
from syncd.model import DocumentKey, Finding, Heading, PassOutcome
from syncd.passes.documents import NAMED, open_sources, read_files, read_sources
from syncd.passes.pull import Progress, Reading
from syncd.policy.case import Case
from syncd.policy.decide import acts_upon
from syncd.policy.documents import judge_documents
from syncd.policy.facts import Terms
from syncd.policy.rules import Estate, Levels, survey_rules
from syncd.policy.wording import WITHHELD


def lint(
    files: Sequence[Path] = (),
    *,
    now: datetime,
    here: Path,
    settings: Settings | None = None,
    folders: Mapping[str, Path] = MappingProxyType({}),
    sources_only: bool = False,
    progress: Progress = lambda _done, _total, _what: None,
) -> PassOutcome:
    """Find what is wrong with documents by themselves; nothing is written.

    Where there are `settings`, every source is read, since documents can contradict each
    other; `folders` are where those sources lie. With `files` (from the folder `here`) only
    these are reported about, and those of them that no source holds are read as well, unless
    `sources_only`.

    Raises:
        UnknownTargetError: a file is not there.
    """
    sources = open_sources(settings) if settings else {}
    headings = settings.headings if settings else ()
    reading = read_sources(sources, headings, progress)
    wanted: Collection[DocumentKey] = {*reading.post_mortems, *reading.problems}
    if files:
        wanted = read_files(
            files,
            reading,
            folders,
            headings,
            here=here,
            sources_only=sources_only and settings is not None,
        )
    read_only = {name for name, source in sources.items() if not source.writable}
    terms = Terms(now, read_only=frozenset({NAMED, *read_only}))
    if settings is None:
        return _outcome(reading, wanted, terms, Levels())
    terms = replace(
        terms,
        organization=settings.organization,
        policy=settings.policy,
        labels=settings.labels,
        finds_people=frozenset(
            team.tracker
            for team in settings.organization.teams.values()
            if team.tracker not in settings.trackers
        ),
        accounts=_Everybody(),
    )
    return _outcome(reading, wanted, terms, Levels(settings.levels, settings.team_levels))


class _Everybody(Mapping[tuple[str, str], str | None]):
    """The accounts of trackers that nobody has asked: each may know whom a document names."""

    def __getitem__(self, key: tuple[str, str]) -> str:
        return key[1]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _outcome(
    reading: Reading, wanted: Collection[DocumentKey], terms: Terms, levels: Levels
) -> PassOutcome:
    facts, judged = judge_documents(tuple(reading.post_mortems.values()), terms, levels)
    unreadable = tuple((key, reading.problems[key]) for key in sorted(reading.problems))
    estate = Estate(facts, terms, unreadable)
    about = [(case, plan) for case, plan in judged if _key(case) in wanted]
    left_alone = [case for case, _ in about if not acts_upon(case, terms)]
    findings: list[Finding] = [
        finding
        for finding in survey_rules(estate, levels, documents_alone=True)
        if DocumentKey(finding.source or "", finding.file or "") in wanted
    ]
    findings += (finding for _, plan in about for finding in plan.findings)
    return PassOutcome(
        now=terms.now,
        dry_run=True,
        post_mortems=tuple(_heading(case) for case, _ in about),
        items=tuple(item for _, plan in about for item in plan.items),
        findings=tuple(findings),
        errors=tuple(reading.errors),
        documents=Counter(key.source for key in sorted(wanted)),
        older=sum(1 for case in left_alone if case.post_mortem.date),
        undated=sum(1 for case in left_alone if not case.post_mortem.date),
    )


def _heading(case: Case) -> Heading:
    pm = case.post_mortem
    title = WITHHELD if pm.confidential else pm.title
    return Heading(case.id, title, pm.path, pm.severity, pm.date)


def _key(case: Case) -> DocumentKey:
    return DocumentKey(case.post_mortem.source, case.post_mortem.path)
