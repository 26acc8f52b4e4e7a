"""The words by which sections, columns, labels and promises are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


class Kind(Enum):
    """What a heading announces."""

    ACTIONS = auto()  # what is listed below is an action item
    MAYBE = auto()  # it is one if it also reads like one
    OTHER = auto()  # it is none: timelines, lessons, appendices
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Words:
    """The headings of sections: phrases in lower case, single blanks, without punctuation.

    `headings` open a section of action items, `maybe` one in which only what reads like an
    action item counts, `other` one in which nothing does.
    """

    headings: tuple[str, ...]
    maybe: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    def extended(self, headings: Iterable[str]) -> Words:
        """The same words and further headings of action items, in any language."""
        return replace(self, headings=(*self.headings, *map(plain_heading, headings)))

    def kind(self, heading: str) -> Kind:
        """What a heading announces; markup, numbers and emoji in it do not matter."""
        kind = _kind(self, plain_heading(heading))
        if kind is Kind.UNKNOWN and "(" in heading:
            kind = _kind(self, plain_heading(re.sub(r"\([^()]*\)", " ", heading)))
        return kind


ENGLISH = Words(
    headings=(
        "action", "actions", "action item", "action items", "action point", "action points",
        "action plan", "action list", "actions to be taken", "actionable items", "actionables",
        "ai", "ais",
        "follow up", "follow ups", "followup", "followups", "follow up action", "follow up actions",
        "follow up item", "follow up items", "follow up task", "follow up tasks", "follow up work",
        "corrective action", "corrective actions", "corrective measure", "corrective measures",
        "preventive action", "preventive actions", "preventive measure", "preventive measures",
        "preventative action", "preventative actions", "preventative measure",
        "preventative measures", "prevention action", "prevention actions",
        "corrective and preventive action", "corrective and preventive actions",
        "corrective and preventive measure", "corrective and preventive measures",
        "corrective and preventative action", "corrective and preventative actions",
        "corrective and preventative measure", "corrective and preventative measures",
        "remediation action", "remediation actions", "remediation item", "remediation items",
        "remediation plan", "remediation steps", "remediation tasks", "remediation work",
        "remediation", "remediations", "remedial action", "remedial actions",
        "improvement action", "improvement actions",
        "improvement item", "improvement items", "improvement plan", "planned improvements",
        "mitigation action", "mitigation actions", "mitigation plan", "capa", "countermeasures",
        "next step", "next steps", "to do", "to dos", "todo", "todos", "todo list", "to do list",
        "task", "tasks", "task list", "work items", "future action", "future actions",
        "future measures", "future work", "future steps", "planned work", "planned actions",
        "planned changes", "looking forward", "looking ahead", "moving forward", "repair items",
        "what we are doing about it", "what are we doing about it", "what we will do",
        "what will we do", "what we are doing", "what are we doing", "what we are changing",
        "what we will change", "what are we changing", "steps we are taking",
        "actions we are taking", "what happens next", "what is next", "whats next",
    ),
    maybe=(
        "prevention", "recommendation", "recommendations",
        "improvement", "improvements", "future improvements", "going forward",
        "prevention measures", "future prevention", "future plans", "prevention steps",
        "preventing recurrence", "follow through", "commitments", "long term fix",
        "long term fixes", "permanent fix", "proposed solutions", "proposed fixes",
        "mitigations", "what we can improve", "what can we improve", "how can we improve",
        "how do we prevent", "how will we prevent", "how to prevent", "how we prevent",
        "preventing", "ensuring", "making sure", "measures",
    ),
    other=(
        "timeline", "time line", "chronology", "sequence of events", "lesson", "lessons",
        "lesson learned", "lessons learned", "lessons learnt", "learnings", "what we learned",
        "went well", "went wrong", "went poorly", "went badly", "went right", "didnt go well",
        "did not go well", "go well", "got lucky", "get lucky", "luck", "root cause",
        "root causes", "root cause analysis", "cause", "causes", "contributing factors", "trigger",
        "impact", "background", "summary", "overview", "what happened", "appendix", "logs",
        "chat log", "chat logs", "supporting information", "references", "related", "links",
        "attendees", "responders", "participants", "stats", "statistics", "glossary", "analysis",
        "notes to the owner", "notes", "meta", "metadata", "faq", "q and a", "questions",
        "open questions", "conclusion", "technical details", "best practices", "thoughts",
    ),
)  # fmt: skip

_FILLERS = word_set(
    """
    a an the our your this these resulting proposed planned recommended suggested key immediate
    short mid medium long term near future open outstanding remaining completed pending and or
    of for from list table tracker tracking summary section agreed identified further additional
    follow up incident post mortem postmortem retrospective retro review team all item items
    general technical process overview status current new detailed other more possible potential
    any required us as result plan it again happening followup followups ups action actions
    measures improvements next steps lessons learned
    """
)
_NUMBERING = re.compile(
    r"^(?:(?:section|part|step) )?(?:\d+(?:\.\d+)*|[ivx]+|[a-z])[.):]+\s+", re.IGNORECASE
)
_NO_WORD = re.compile(r"[^\w&']+")


_ANNOUNCEMENT = re.compile(
    r"(?:what|how) (?:are )?(?:we|the team) (?:are|will|are going to|plan to|intend to)? ?(?:be )?"
    r"(?:doing|do|changing|change|improving|improve|planning|preventing|prevent|avoiding|avoid)\b"
    r"(?: .*)?|steps (?:we are taking )?to prevent (?:recurrence|.* future|.* again)"
)


@lru_cache(maxsize=4096)
def plain_heading(heading: str) -> str:
    """A heading as it is compared: lower case, `and` for `&`, no numbers or punctuation."""
    text = _NUMBERING.sub("", heading.strip(" *_#:").casefold().replace("’", "'"))
    text = text.replace("&", " and ").replace("'re", " are").replace("'ll", " will")
    return " ".join(_NO_WORD.sub(" ", text.replace("'", "")).replace("_", " ").split())


@lru_cache(maxsize=4096)
def _kind(words: Words, heading: str) -> Kind:
    tokens = heading.split()
    if not 0 < len(tokens) <= 12:
        return Kind.UNKNOWN
    found = Kind.ACTIONS if _ANNOUNCEMENT.match(heading) else Kind.UNKNOWN
    for kind, phrases in ((Kind.ACTIONS, words.headings), (Kind.MAYBE, words.maybe)):
        if found is Kind.UNKNOWN and any(_announces(tokens, phrase.split()) for phrase in phrases):
            found = kind
    padded = f" {heading} "
    if any(f" {phrase} " in padded for phrase in words.other):
        improves = any(
            f" {word} " in padded for word in ("improvements", "recovery", "action items")
        )
        return Kind.MAYBE if found is not Kind.UNKNOWN or improves else Kind.OTHER
    return found


def _announces(tokens: list[str], phrase: list[str]) -> bool:
    if tokens == phrase:
        return True
    for start in range(len(tokens) - len(phrase) + 1):
        if tokens[start : start + len(phrase)] == phrase:
            rest = tokens[:start] + tokens[start + len(phrase) :]
            if all(word in _FILLERS or word.isdigit() for word in rest):
                return True
    return False
