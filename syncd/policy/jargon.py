"""The words of post-mortems that say nothing or little, and those that mean the same.

All in lower case. What stands here was chosen by reading real post-mortems: a word is in
`SILENT` or `FAINT` if two of them can well share it and still speak of different things.
"""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _meanings(text: str) -> Mapping[str, str]:
    """From `meaning: word word ...`, again and again."""
    found: dict[str, str] = {}
    meaning = ""
    for word in text.split():
        if word.endswith(":"):
            meaning = word.removesuffix(":")
        else:
            found[word] = meaning
    return found


# The small words of English, and what introduces any cause or any action.
SILENT = _words(
    """
    a an and any all also are as at be been being both but by can could did do does done during
    each either every for from had has have having he her his how i if in into is it its
    itself just let lets like many may might more most much must my of off on once one only onto
    or our ours out over own per she should since so some such than that the their them then
    there these they this those through to too toward towards under until up upon us via was we
    were what when where whether which while who whom whose why will with within would yet you
    your about above after again against already always another around because before below
    between beyond down even ever few first further here however indeed instead less made make
    makes making meant need needed needs now other others rather same second set several still
    sure there therefore thus together until very want way well went whatever

    cause caused causes causing contribute contributed contributes contributing due factor factors
    happen happened happening happens incident incidents issue issues lead leading leads led occur
    occurred occurs outage outages problem problems reason reasons result resulted resulting
    results root thing things trigger triggered triggering triggers
    """
)

# What every team has and does: it tells two causes apart only beside other words.
FAINT = _words(
    """
    no add

    accident alert application automatic bug change check cluster code configuration customer data
    default deploy development environment error event fail fault file fix handle high host human
    impact implementation infrastructure instance internal job large late logic long low machine
    manual monitor node number old people performance platform policy procedure process production
    proper release report request response rollout run server service setting setup site slow small
    software start state status stop support system task team test time tool traffic update use
    user value version work workflow wrong

    available bad behave behaviour break broken correct crash critical current enough exist
    expected incorrect increase initial invalid main major new next partial possible potential
    previous recent short specific sudden temporary unavailable unexpected unknown various

    assess clarify consider define discuss document documentation ensure evaluate explore find
    follow improve include investigate look perform plan provide review see track try
    """
)

# How the field abbreviates, and which words it takes for one another.
MEANINGS = _meanings(
    """
    no: absence absent inadequate insufficient insufficiently lack lacked lacking lacks missing
        never nobody none not without
    add: added adding adds create created creates creating implement implemented implementing
        introduce introduced introducing write writes writing written wrote
    alert: alarm alarms alerted alerting alerts paged pager
    application: app apps
    authentication: auth
    automatic: auto automate automated automates automatically automating automation
    certificate: cert certs
    change: changed changes changing
    configuration: cfg conf config configs configure configured configuring
    connection: conn conns
    credential: creds
    database: databases db dbs
    deploy: deployed deploying deployment deployments deploys
    development: dev
    documentation: doc docs documented
    environment: env envs
    expire: expiration expired expires expiring expiry
    fail: failed failing fails failure failures
    infrastructure: infra
    kubernetes: k8s
    limit: bound bounded bounds cap capped caps limitless unbounded uncapped unlimited
    memory: mem
    misconfiguration: misconfigure misconfigured
    performance: perf
    postgres: pg postgresql
    production: prod
    remove: delete deleted deletes deleting deletion
    repository: repo repos
    run: ran
    tls: ssl
    """
)

# Two words that others write as one.
JOINED: Mapping[tuple[str, str], str] = {
    ("back", "off"): "backoff",
    ("back", "up"): "backup",
    ("back", "ups"): "backup",
    ("data", "base"): "database",
    ("fail", "over"): "failover",
    ("on", "call"): "oncall",
    ("over", "load"): "overload",
    ("over", "loaded"): "overload",
    ("roll", "back"): "rollback",
    ("rolled", "back"): "rollback",
    ("roll", "out"): "rollout",
    ("rolled", "out"): "rollout",
    ("run", "book"): "runbook",
    ("time", "out"): "timeout",
    ("time", "outs"): "timeout",
    ("timed", "out"): "timeout",
}
