"""`syncd score`."""

from typing import TYPE_CHECKING

import click

from syncd.cli.configuration import settings_if_any
from syncd.cli.options import Invocation, format_option, global_options
from syncd.cli.output import Output

if TYPE_CHECKING:
    from syncd.model import Severity

_SEVERITIES = 5


class SeverityType(click.ParamType["Severity"]):
    """A severity as people write it: `SEV-1`, `sev1` or `1`."""

    name = "severity"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> "Severity":
        """The severity that is meant."""
        from syncd.model import Severity

        digit = str(value).casefold().removeprefix("sev").lstrip("- ")
        if digit not in map(str, range(1, _SEVERITIES + 1)):
            self.fail(f"{value!r} is no severity; SEV-1 to SEV-{_SEVERITIES} are", param, ctx)
        return Severity(int(digit))


@click.command("score", short_help="Compute a priority, with its reason.")
@click.option("--impact", type=click.IntRange(1, 4), required=True, help="1 low to 4 critical.")
@click.option("--effort", type=click.IntRange(1, 4), required=True, help="1 low to 4 very high.")
@click.option(
    "--severity", type=SeverityType(), metavar="S", help="Of the incident: SEV-1 to SEV-5."
)
@click.option("--category", type=click.Choice(["prevent", "detect", "mitigate"]))
@click.option("--halves-duration", is_flag=True, help="It would have halved the incident.")
@click.option("--repeated", is_flag=True, help="Two post-mortems ask for it.")
@format_option("text", "json")
@global_options
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    impact: int,
    effort: int,
    severity: "Severity | None",
    category: str | None,
    halves_duration: bool,
    repeated: bool,
    form: str,
) -> None:
    """Compute the priority of an action item, and say why.

    \b
    syncd score --impact 3 --effort 1
    syncd score --impact 3 --effort 4 --severity SEV-1

    Uses [policy.priority] of the configuration if there is one. Writes nothing.
    """
    from syncd.model import Category
    from syncd.policy.score import priority_of
    from syncd.policy.settings import PriorityPolicy

    settings = settings_if_any(invocation)
    score = priority_of(
        impact,
        effort,
        severity=severity,
        category=Category(category) if category else None,
        halves_duration=halves_duration,
        repeated=repeated,
        policy=settings.policy.priority if settings else PriorityPolicy(),
    )
    if score is None:  # only without impact or effort, and both are required
        raise click.UsageError("impact and effort are needed")
    if form == "json":
        import json

        told = {"version": "1", "priority": score.priority, "matrix": score.matrix}
        Output(None).write(json.dumps(told | {"reason": score.reason}, indent=2) + "\n")
    else:
        Output(None).write(score.reason + "\n")
