"""`syncd rules`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.configuration import settings_if_any
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, format_option, global_options
from syncd.cli.output import Output

if TYPE_CHECKING:
    from syncd.policy.rules import Rule


@click.command("rules", short_help="Say what is checked, why, and how to fix it.")
@click.argument("name", required=False)
@format_option("text", "json")
@global_options
@click.pass_obj
def command(invocation: Invocation, name: str | None, form: str) -> None:
    """Say what is checked, why, and how to fix it.

    \b
    syncd rules                  every rule with its level
    syncd rules missing-owner    one rule in full

    A level is error, warning, info or off. It is that of the configuration if there is one:
    [rules] sets it for everybody, [rules.TEAM] for one team. Writes nothing.
    """
    from syncd.policy.rules import all_rules

    rules = all_rules()
    if name is not None and name not in rules:
        raise Failure(f"there is no rule {name!r}: {_nearest(name, rules)}", Exit.USAGE)
    settings = settings_if_any(invocation)
    levels = settings.levels if settings else {}
    by_team = settings.team_levels if settings else {}
    told = [
        {
            "name": rule.name,
            "level": levels.get(rule.name, rule.level).value,
            "default": rule.level.value,
            "teams": {
                team: own[rule.name].value for team, own in by_team.items() if rule.name in own
            },
            "summary": rule.summary,
            "why": rule.why,
            "fix": rule.fix,
            "source": rule.source,
            "lint": rule.in_documents,
        }
        for rule in rules.values()
        if name in {None, rule.name}
    ]
    output = Output(None)
    if form == "json":
        import json

        report = {"version": "1", "rules": told}
        output.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    else:
        output.write(_in_full(told[0], output) if name else _list(told, output))


def _nearest(name: str, rules: "Mapping[str, Rule]") -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, rules, n=1)
    return f"did you mean {near[0]!r}?" if near else "syncd rules lists them all"


def _list(told: list[dict[str, Any]], output: Output) -> str:
    from syncd.report.terminal import Terminal

    terminal = Terminal(output.width, output.colour)
    widest = max(len(rule["name"]) for rule in told)
    lines = []
    for rule in told:
        level = terminal.styled(f"{rule['level']:<7}", _style(rule["level"]))
        start = f"{rule['name']:<{widest}}  "
        body = Terminal(output.width - 9).paragraph(rule["summary"], first=start)
        lines.append(f"{level}  " + body.replace("\n", "\n" + " " * 9))
    return "\n".join(lines) + "\n"


def _in_full(rule: dict[str, Any], output: Output) -> str:
    from syncd.report.terminal import Terminal

    terminal = Terminal(output.width, output.colour)
    level = rule["level"]
    if level != rule["default"]:
        level += f" (default: {rule['default']})"
    level += "".join(f", {own} for {team}" for team, own in rule["teams"].items())
    lines = [
        f"{terminal.styled(rule['name'], 'bold')}  {terminal.styled(level, _style(rule['level']))}",
        "",
        terminal.paragraph(rule["summary"]),
        "",
        *(
            terminal.paragraph(rule[part], first=f"{part.title() + ':':<8}")
            for part in ("why", "fix", "source")
        ),
        terminal.paragraph(
            "checks it by the documents alone" if rule["lint"] else "does not: it takes tickets",
            first="Lint:   ",
        ),
    ]
    return "\n".join(lines) + "\n"


def _style(level: str) -> str:
    return level if level in {"error", "warning", "info"} else "dim"
