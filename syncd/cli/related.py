"""`syncd related`."""

from collections.abc import Collection

import click

from syncd.cli.configuration import load_settings
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, format_option, global_options
from syncd.cli.output import Output, write_as
from syncd.cli.world import opened


@click.command("related", short_help="An incident has begun: which open items bear on it.")
@click.option("--service", metavar="S", help="The service that is in trouble.")
@click.option("--cause", metavar="TEXT", help="What the cause seems to be, in any words.")
@format_option("text", "json", "markdown")
@global_options
@click.pass_obj
def command(invocation: Invocation, *, service: str | None, cause: str | None, form: str) -> int:
    """An incident has begun: show which open action items bear on it, strongest first.

    \b
    syncd related --service payments-api
    syncd related --cause "connection pool exhausted" --format markdown

    Each item says why it is there: the root cause of its post-mortem or its own title speaks
    of that cause (with a score of 100 and the words that matched), or it is about that
    service. First come those that are both.

    Reads what the last pass remembered; before the first pass it reads documents and tickets
    themselves. Writes nothing.

    \b
    Exit codes: 0  done, whether or not there are any
                2  wrong usage or configuration
                3  something could not be read
    """
    from syncd.passes import related
    from syncd.report import related as report_related

    service, cause = (service or "").strip() or None, (cause or "").strip() or None
    if service is None and cause is None:
        raise Failure(
            "say what has happened: --service S, --cause TEXT, or both"
            ' (syncd related --service payments-api --cause "retries without a limit")',
            Exit.USAGE,
        )
    settings = load_settings(invocation)
    with opened(invocation, settings, rehearsal=True) as (world, _):
        answer = related(world, services=(service,) if service else (), cause=cause or "")
    if service and not any(one.service for one in answer.found):
        _say_if_unknown(service, answer.services)
    report = report_related.as_dict(
        answer.found, service=service, cause=cause, now=invocation.now, as_of=answer.as_of
    )
    write_as(form, report, Output(None), text=report_related.text, markdown=report_related.markdown)
    for error in answer.errors:
        click.echo(f"syncd: {error.source}: {error.message}", err=True)
    return Exit.INCOMPLETE if answer.errors else Exit.DONE


def _say_if_unknown(service: str, known: Collection[str]) -> None:
    """A mistyped service would look like good news."""
    from syncd.config.errors import suggestion
    from syncd.policy.wording import plain

    if plain(service) not in map(plain, known):
        told = f"no post-mortem and no team names a service {service!r}"
        click.echo(f"syncd: --service: {told}; {suggestion(service, known)}", err=True)
