"""What a text says of itself: a task, a promise, work done, a blank of a template."""

import re

from syncd.markdown.words import word_set

# Verbs with which tasks are written, in the form of a command.
VERBS = word_set(
    """
    accelerate add address adjust adopt agree alert align allow allocate analyse analyze
    announce apply arrange ask assess assign attach audit automate avoid backfill back backport
    ban bind block build bump buy call capture carry centralise centralize change check clarify
    clean cleanup close collect come communicate compare complete conduct configure confirm
    connect consider consolidate contact continue convert coordinate copy correct cover create
    cut deal debug decide declare decommission decouple decrease define delete deliver deploy
    deprecate design detect determine develop disable discuss display distribute do document
    download draft drop duplicate educate eliminate email emit enable encourage enforce enhance
    ensure escalate establish estimate evaluate examine exclude expand experiment explain
    explore expose extend extract figure file finalise finalize find finish fix follow forbid
    force formalise formalize forward gather generate get give go grant group guard handle
    harden have help hire hold host identify implement import improve include incorporate
    increase inform ingest initiate inspect install instrument integrate introduce invest
    investigate invite isolate issue keep kill label launch learn leverage limit link list load
    lock log look lower maintain make manage map mark measure meet merge migrate minimise
    minimize mirror mitigate modernise modernize modify monitor move notify obtain offer onboard
    open optimise optimize order organise organize override own page parallelise parallelize
    patch perform pin place plan post prepare present preserve prevent prioritise prioritize
    process produce prompt promote propose protect prototype provide provision prune publish
    pull purchase purge push put query raise reach reassess rebuild reconfigure reconsider
    record recreate redeploy redesign reduce reevaluate refactor refine reflect refresh refuse
    register reject relax release relocate remediate remind remove rename renew reorganise
    reorganize repair replace replicate report reproduce request require research reserve reset
    resize resolve restart restore restrict restructure retain retire retrieve retry return
    reuse revert review revise revisit revoke rewrite rework roll rotate route run sanitise
    sanitize save scale scan schedule scope script search secure see send separate set setup
    share shift ship show simplify simulate skip specify speed spike split stabilise stabilize
    stage standardise standardize start stop store streamline strengthen study submit subscribe
    support surface switch sync synchronise synchronize tag take talk teach tell terminate test
    think throttle tighten trace track train transfer transition trigger triage try tune turn
    understand unify uninstall update upgrade upload use utilise utilize validate verify version
    wait warn watch whitelist wire withdraw work wrap write systematically routinely regularly
    periodically
    """
)

_FIRST_WORD = re.compile(r"[\W_]*(?:(?:please|also|then|re)[ -])?([a-z]+)\b", re.IGNORECASE)

# Whoever writes these in a report promises something; the firm ones do so in any section.
_WE = r"\b(?:we|i|our team|the team)"
_SOON = r"(?:(?:also|now|soon|then|therefore|personally|be) )*"
_FIRMLY = re.compile(
    rf"{_WE}(?:['’]ll| will| shall) {_SOON}(?!not\b|never\b|have been\b|able\b)\w+"
    rf"|{_WE}(?:['’]re| are) {_SOON}(?:going to|planning (?:to|on)|looking (?:into|at)"
    r"|committed to)"
    rf"|{_WE} (?:also )?(?:have plans|plan|intend|aim) to|\band (?:will personally|plan to)\b"
    r"|\bwill be (?:introducing|adding|making|building|deploying|improving|updating|working on)\b",
    re.IGNORECASE,
)
_LOOSELY = re.compile(
    rf"{_WE} (?:also )?(?:need to|must|should)(?! (?:have|not have)\b)"
    rf"|{_WE}(?:['’]re| are) {_SOON}\w+ing\b",
    re.IGNORECASE,
)
_PASSIVELY = re.compile(
    r"\b(?:will|shall|should|must|needs? to|(?:is|are) to) (?:also |now |soon )?be"
    r" (?!able|unable|affected|available|there|noted|aware)\w+(?:ed|en|ilt|t|un)\b"
    r"|\b(?:is|are) (?:being )?(?:planned|scheduled)\b",
    re.IGNORECASE,
)
_DID = re.compile(
    r"(?:(?!(?:should|could|would|must|may|might|if|when|to|not|never)\b)[\w`'’*/.-]+[ ]){1,14}?"
    r"(?:has|have) (?:now |already |since |also )?been \w+"
    r"|(?:we|i)(?:['’]ve| have) (?:now |already |since |also )?(?!to\b|a\b|no\b|not\b|the\b|plans\b"
    r"|seen\b|been\b)\w+",
    re.IGNORECASE,
)
# What looks like the past may be an adjective, "Improved alerts": a word after it must tell.
_PAST = re.compile(
    r"[\W_]*(?:re-?)?([a-z]+)"
    r" (?:the|a|an|all|our|its|this|that|these|those|every|each|to|from|both)\b",
    re.IGNORECASE,
)
_IRREGULAR = word_set(
    "built rebuilt wrote rewrote made sent took ran found brought began gave held"
)
_INTRODUCES = re.compile(
    r"(?:(?:to|will|would) (?:help )?(?:prevent|avoid|reduce|mitigate)\b.*"
    r"|\bgoing forward\b.*|\bin (?:the )?future\b.*"
    r"|^(?:(?:here|these|following) (?:are )?)?(?:the |our )?(?:following )?"
    r"(?:next steps|action items|follow[ -]?ups?|corrective actions?|remediations?)\b.{0,40}"
    r"|\bwe (?:will|plan to|are going to|intend to|are planning to)\b.*"
    r"|\b(?:following|these|several|few) (?:improvements|changes|actions|steps|measures)\b.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_NOTHING = re.compile(
    r"(?:n/?a|none|none (?:required|needed|identified|so far|at this time|for now)[^.]*|nothing"
    r"|nil|no|tb[dc]|to be (?:determined|decided|defined|confirmed|added|done)"
    r"|todo|none\.|no (?:further |additional |follow[- ]?up )?actions?(?: items?)?"
    r"(?: (?:(?:is|are|was|were) )?(?:needed|required|identified|necessary))?|not applicable"
    r"|\.{2,}|…|[-–—?_]+|x+|lorem ipsum.*|coming soon|empty)\.?",
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDER = re.compile(
    r"\{\{.*\}\}.*|\{[^{}]*\}|<[^<>]*>|\[[^\[\]]*\]|\$\{?[\w ]+\}?"
    r"|(?:example|sample)? ?(?:action|task|item|follow[- ]?up)(?: item)? ?#?(?:\d+|[a-z])?[:.]?"
    r"(?: ?\([^()]*\)?)?"
    r"|(?:item|action|task|description|owner)(?: ?[/|–—-] ?(?:\w+ ?){1,3})+"
    r"|(?:to be )?fill(?:ed)? in\b.*"
    r"|(?:owner|due date|deadline|priority|status|ticket|name)s?:?"
    r"|(?:description|summary|title)(?: of (?:the )?(?:action|task|item|follow[- ]?up)(?: item)?)?"
    r"|(?:e\.g\.|eg:|example:).*",
    re.IGNORECASE | re.DOTALL,
)


_HOUSEKEEPING = re.compile(
    r"\b(?:sections?|items|everything|fields?|actions)(?: listed)? above\b"
    r"|^\W*(?:the )?incident (?:has been dealt with|is (?:over|resolved|closed))"
    r"|\b(?:title|report|document|post-?mortem|timeline|summary)\b.{0,40}\bis"
    r" (?:cleaned up|complete|filled|finished|reviewed|published|written)"
    r"|^\W*(?:push|upload|publish|share|send|add|commit|move|rename) (?:this|the)"
    r" (?:document|report|post-?mortem|file|doc)\b",
    re.IGNORECASE,
)


def is_nothing(text: str) -> bool:
    """Whether a text says that there is no item: empty, `N/A`, `None`, a template's blank."""
    plain = text.strip(" \t\n*_`()")
    return not any(map(str.isalnum, plain)) or bool(
        _NOTHING.fullmatch(plain) or _PLACEHOLDER.fullmatch(plain)
    )


def is_housekeeping(text: str) -> bool:
    """Whether a text is about the report itself: that it is written, complete, sent round."""
    return _HOUSEKEEPING.search(text) is not None


def is_command(text: str) -> bool:
    """Whether a text begins with the verb of a task."""
    match = _FIRST_WORD.match(text)
    return match is not None and match[1].casefold() in VERBS


def is_commitment(text: str, *, firm: bool = False) -> bool:
    """Whether the writers say that they will do something; `firm` leaves out "we should"."""
    return _FIRMLY.search(text) is not None or (not firm and _LOOSELY.search(text) is not None)


def is_passive_promise(text: str) -> bool:
    """Whether a text says that something will be done, by whomever."""
    return _PASSIVELY.search(text) is not None


def is_accomplished(text: str) -> bool:
    """Whether a text says that its work was done."""
    if is_command(text):
        return False
    return _DID.match(text) is not None or (
        (past := _PAST.match(text)) is not None and _is_past(past[1].casefold())
    )


def _is_past(word: str) -> bool:
    stems = {word[:-1], word[:-2], word[:-3] if word[-3:-2] == word[-4:-3] else ""}
    return word in _IRREGULAR or (word.endswith("ed") and not VERBS.isdisjoint(stems))


def introduces_actions(text: str) -> bool:
    """Whether a sentence ends in a colon and announces what will be done."""
    last = re.split(r"(?<=[.!?])\s", text.strip())[-1]
    return last.endswith(":") and _INTRODUCES.search(last) is not None
