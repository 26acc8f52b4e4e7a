"""What documents alone prove: the findings that no ticket could contradict.

In: post-mortems, and nothing of any tracker. Out: their items and findings, by the rules that
say of themselves that documents are enough. An item that names a ticket may have its owner,
date and status there, so nothing is said about what the ticket decides.
"""

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import replace

from syncd.model import DocumentKey, Finding, Plan, PostMortem, TicketKey, WrittenItem
from syncd.policy.assess import Assessment, assess
from syncd.policy.case import Case, Matching
from syncd.policy.decide import acts_upon
from syncd.policy.facts import Facts, Terms, survey
from syncd.policy.match import match
from syncd.policy.observed import Observed
from syncd.policy.rules import Levels, View, judge


def judge_documents(
    post_mortems: Sequence[PostMortem], terms: Terms, levels: Levels
) -> tuple[Facts, Sequence[tuple[Case, Plan]]]:
    """The facts that cross these post-mortems, and of each its items and findings.

    The plans come by id and path, and are without changes.
    """
    links = {
        DocumentKey(pm.source, pm.path): tuple(_named_by(item, pm) for item in pm.items)
        for pm in post_mortems
    }
    matching = match(Observed(post_mortems, links=links))
    cases = sorted(map(_known, matching.cases), key=lambda case: (case.id, case.post_mortem.path))
    facts = survey(Matching(tuple(cases), ()), terms)
    return facts, [(case, _judged(case, facts, terms, levels)) for case in cases]


def _named_by(item: WrittenItem, post_mortem: PostMortem) -> TicketKey | None:
    """The ticket that an item names, as far as the text tells.

    Items whose links are written alike share a ticket. What only may be a link to a ticket
    stands for one of its own.
    """
    here = f"{post_mortem.source}/{post_mortem.path}"
    declared = next((link for link in item.links if link.declared), None)
    if declared is None:
        return TicketKey(f"{here}#{item.index}", "") if item.links else None
    target = declared.target or ""
    if target and "://" not in target:  # a path, which starts at its document
        folder = post_mortem.folder or posixpath.dirname(here)
        target = posixpath.normpath(posixpath.join(folder, target))
    return TicketKey(target, declared.text)


def _known(case: Case) -> Case:
    """The case with each item counted whose ticket is only not looked at.

    Matching holds an item whose ticket it does not have. What it holds for another reason,
    which is among its troubles, stays held.
    """
    in_trouble = {trouble.item for trouble in case.troubles}
    claims = tuple(
        claim._replace(held=False, linked=True)
        if claim.held and claim.id not in in_trouble
        else claim
        for claim in case.claims
    )
    return replace(case, claims=claims)


def _judged(case: Case, facts: Facts, terms: Terms, levels: Levels) -> Plan:
    items = tuple(assess(claim, case.id, case.post_mortem, facts, terms) for claim in case.claims)
    findings: Iterable[Finding] = ()
    if acts_upon(case, terms):
        certain = tuple(assessment for assessment in items if not assessment.claim.held)
        view = View(
            id=case.id,
            post_mortem=case.post_mortem,
            items=items,
            certain_items=certain,
            open_items=tuple(filter(_is_open_here, certain)),
            troubles=case.troubles,
            facts=facts,
            terms=terms,
            is_copy=case.is_copy,
        )
        findings = judge(view, levels, documents_alone=True)
    return Plan(
        case.id, items=tuple(assessment.item for assessment in items), findings=tuple(findings)
    )


def _is_open_here(assessment: Assessment) -> bool:
    """Whether the document alone says what is expected of whom, and that it is not done."""
    return assessment.is_open and not assessment.claim.linked
