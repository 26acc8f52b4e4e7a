"""A report as GitHub Actions shows it: annotations at lines of files, and a summary of the job.

Made from the JSON of a report alone. Nothing that a document says can end a command early,
begin another one, or become a property of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from syncd.report import markdown
from syncd.report.terminal import harmless
from syncd.report.wording import changes_in_all, counted, findings_in_all

SUMMARY_LIMIT = 1024 * 1024  # bytes a step; more, and GitHub shows nothing of it

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_CUT = "\n**Cut here**, for a summary holds no more; `--format markdown` gives the rest.\n"


def annotations(report: Mapping[str, Any]) -> str:
    """A workflow command for each finding, worst first, and a last line for who reads the log.

    GitHub shows ten of each level a step; the others stand in the log and in the summary.

    Source: "Workflow commands for GitHub Actions" in GitHub's documentation.
    """
    report = harmless(dict(report))
    return "\n".join([*_findings(report), *_troubles(report), _last_line(report)]) + "\n"


def summary(report: Mapping[str, Any], *, room: int = SUMMARY_LIMIT) -> str:
    """The report as Markdown for the job's page, in at most `room` bytes."""
    whole = markdown.render(report)
    if len(whole.encode()) <= room:
        return whole
    room -= len(_CUT) + len("</details>\n")
    kept: list[str] = []
    for line in whole.splitlines(keepends=True):
        room -= len(line.encode())
        if room < 0:
            break
        kept.append(line)
    is_folded = sum(line.startswith("<details>") for line in kept) > kept.count("</details>\n")
    return "".join([*kept, "</details>\n" if is_folded else "", _CUT]) if kept else ""


def _findings(report: Mapping[str, Any]) -> Iterator[str]:
    for finding in report["findings"]:
        about = finding["item"] or finding["ticket"] or finding["post_mortem"]
        yield _command(
            _COMMANDS[finding["level"]],
            f"{finding['message']}\n-> {finding['hint']}",
            file=finding["path"] or finding["file"],
            line=finding["line"],
            title=" ".join(filter(None, (finding["rule"], about))),
        )


def _troubles(report: Mapping[str, Any]) -> Iterator[str]:
    """What was not read and not written: on no line of any file, and not to be overlooked."""
    for error in report["errors"]:
        yield _command("error", error["message"], title=f"not read or written: {error['source']}")
    for change in report["changes"]:
        if change["outcome"] == "failed":
            title = " ".join(filter(None, (change["kind"], "failed:", change["item"])))
            yield _command("error", change["error"] or "no reason was given", title=title)


def _last_line(report: Mapping[str, Any]) -> str:
    read = f"Read {counted(sum(report['read']['documents'].values()), 'document')}."
    return " ".join(filter(None, (read, changes_in_all(report), findings_in_all(report))))


def _command(name: str, message: str, **properties: str | int | None) -> str:
    given = [f"{key}={_property(str(value))}" for key, value in properties.items() if value]
    return f"::{name} {','.join(given)}::{_data(message)}"


def _data(text: str) -> str:
    """A text so that it stays one line, and reads as it did before.

    Source: actions/toolkit, `packages/core/src/command.ts`; the runner takes this back in
    `src/Runner.Common/ActionCommand.cs`, the percent sign last.
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The same for a property, which ends at a comma or at the colons before the message."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
