"""`syncd doctor`."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from syncd.cli.configuration import config_path, rule_names
from syncd.cli.exits import Exit
from syncd.cli.options import Invocation, format_option, global_options
from syncd.cli.output import Output
from syncd.cli.webhooks import CONFIGURED, check_webhooks

if TYPE_CHECKING:
    from syncd.config import Settings
    from syncd.memory import Memory
    from syncd.ports import Check


@click.command("doctor", short_help="Check configuration, sources, trackers, notifiers and store.")
@format_option("text", "json")
@global_options
@click.pass_obj
@click.option(
    "--webhooks",
    metavar="[URL]",
    is_flag=False,
    flag_value=CONFIGURED,
    help="Also see that webhooks arrive: at service.listen, or at the address that trackers use.",
)
def command(invocation: Invocation, form: str, webhooks: str | None) -> int:
    """Check configuration, sources, trackers, notifiers and store, and say what to do.

    \b
    syncd doctor
    syncd doctor --webhooks https://syncd.example.com

    Looks at everything that a pass needs, and writes nothing but an empty store where there
    is none yet.

    \b
    Exit codes: 0  all is well
                2  the configuration is wrong
                3  something cannot be read or written
    """
    checks, code = examine(invocation, webhooks)
    output = Output(None)
    output.write(_as_json(checks) if form == "json" else as_text(checks, output))
    return code


def examine(invocation: Invocation, webhooks: str | None = None) -> "tuple[Sequence[Check], Exit]":
    """Look at everything that a pass needs, and how the command that did so ends.

    `webhooks` is the address at which they are to arrive, if that is looked at as well.
    """
    from syncd.config import ConfigError, load
    from syncd.ports import Check

    path = config_path(invocation)
    try:
        settings = load(path, environ=os.environ, rules=rule_names())
    except ConfigError as error:
        return [
            Check(str(path), ok=False, message=problem) for problem in error.problems
        ], Exit.USAGE
    with _store(settings) as (memory, stored):
        checks = [
            *_configuration(settings),
            *stored,
            *_service(settings),
            *_systems(settings, memory, webhooks),
        ]
    return checks, Exit.DONE if all(check.ok for check in checks) else Exit.INCOMPLETE


def as_text(checks: "Sequence[Check]", output: Output) -> str:
    """One line a check, `ok` or `!!`, with the way out below what is not well."""
    from syncd.report.terminal import Terminal, harmless

    terminal = Terminal(output.width, output.colour)
    lines = []
    for check in checks:
        sign = terminal.styled("ok", "new") if check.ok else terminal.styled("!!", "error")
        told = Terminal(output.width - 4).paragraph(harmless(f"{check.subject}: {check.message}"))
        lines.append(f"{sign}  " + told.replace("\n", "\n    "))
        if check.hint:
            lines.append(terminal.paragraph(harmless(check.hint), indent=4, first="-> "))
    wrong = sum(1 for check in checks if not check.ok)
    lines.append(f"To be put right: {wrong} of {len(checks)}." if wrong else "All is well.")
    return "\n".join(lines) + "\n"


def _as_json(checks: "Sequence[Check]") -> str:
    import json

    told = [
        {"subject": check.subject, "ok": check.ok, "message": check.message, "hint": check.hint}
        for check in checks
    ]
    report = {"version": "1", "ok": all(check.ok for check in checks), "checks": told}
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _configuration(settings: "Settings") -> "Iterator[Check]":
    from syncd.ports import Check
    from syncd.report.wording import counted

    teams = settings.organization.teams
    parts = [
        counted(len(settings.sources), "source"),
        counted(len(settings.trackers), "tracker"),
        counted(len(teams), "team"),
        counted(len(settings.organization.people), "person", "people"),
    ]
    yield Check(str(settings.path), ok=True, message=", ".join(parts))
    owned = {person.team for person in settings.organization.people.values()}
    for name, team in teams.items():
        if not team.services and name not in owned:
            message = "no services and no people: only items that name it get tickets there"
            hint = f'set services = ["..."] in [teams.{name}], or team = "{name}" in [people]'
            yield Check(f"teams.{name}", ok=False, message=message, hint=hint)
    lacking = {
        "sources": ("no post-mortems are read", not settings.sources),
        "teams": ("no ticket can be made, for no team says where", not teams),
    }
    for table, (message, lacks) in lacking.items():
        if lacks:
            hint = f"add a table [{table}.NAME]; config.example.toml shows one"
            yield Check(table, ok=False, message=message, hint=hint)


@contextmanager
def _store(settings: "Settings") -> "Iterator[tuple[Memory | None, Sequence[Check]]]":
    """The store, if it can be used, and what is to be said about it."""
    from syncd.memory import Memory, StoreError
    from syncd.ports import Check

    try:
        memory = Memory(settings.store)
        parked = memory.keys.parked()
    except StoreError as error:
        yield None, [Check("store", ok=False, message=str(error))]
        return
    kind = settings.store.partition(":")[0].partition("+")[0]
    checks = [Check("store", ok=True, message=f"{kind}, can be written")]
    for each in parked:
        name = each.key.rpartition(" ")[2]
        message = f"parked after {each.fails} failures: {each.why}"
        hint = f"mend what it says, then: syncd reconcile --only {name}"
        checks.append(Check(each.key, ok=False, message=message, hint=hint))
    with closing(memory):
        yield memory, checks


def _service(settings: "Settings") -> "Iterator[Check]":
    from syncd.ports import Check
    from syncd.service.address import Address, AddressError

    try:
        address = Address.parsed(settings.service.listen)
        address.demand_safe(settings.service.token.get_secret_value())
    except AddressError as error:
        yield Check("service", ok=False, message=str(error))


def _systems(
    settings: "Settings", memory: "Memory | None", webhooks: str | None = None
) -> "Iterator[Check]":
    from syncd.ports import Check, Gate, PortError

    def gate(name: str) -> Gate:
        """A gate that is shared with whoever else is at work, so that no limit is run into."""
        opened = Gate(name)
        if memory is not None:
            opened.share(memory.gates)
        return opened

    projects: dict[str, set[str]] = {name: set() for name in settings.trackers}
    for team in settings.organization.teams.values():
        projects[team.tracker] |= {team.project, team.confidential_project or team.project}
    for name, source in settings.sources.items():
        try:
            yield from source.open(gate(name), settings.labels).check()
        except PortError as error:
            yield Check(f"sources.{name}", ok=False, message=str(error))
    trackers = {}
    for name, tracker in settings.trackers.items():
        try:
            trackers[name] = tracker.open(gate(name), settings.labels)
            yield from trackers[name].check(sorted(projects[name]))
        except PortError as error:
            yield Check(f"trackers.{name}", ok=False, message=str(error))
    if webhooks is not None:
        yield from check_webhooks(settings, webhooks, trackers)
    for name, notifier in settings.notifiers.items():
        try:
            told = notifier.open(gate(name), settings.labels)
            yield from told.check()
        except PortError as error:
            yield Check(f"notify.{name}", ok=False, message=str(error))
            continue
        able = told.capabilities
        if told.sends_digests and not (
            settings.keeps_store or able.reads_back or able.knows_doubles
        ):
            message = "without a store nobody knows what was sent: no digests are sent so"
            hint = "let syncd.store name a file or a database, or set digests = false"
            yield Check(f"notify.{name}", ok=False, message=message, hint=hint)
