"""Pages to forward: one file each, with its style and its charts in it and nothing from elsewhere.

In: the JSON of `syncd metrics` and `syncd review`. Out: HTML that needs no script and no
network, prints, follows the reader's choice of light or dark, and escapes every text.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader

from syncd.report import drawing, review_text
from syncd.report.json import Report
from syncd.report.metrics_text import month_rows
from syncd.report.metrics_wording import (
    KINDS,
    durations,
    group_rows,
    groups,
    headlines,
    more_groups,
    notes,
    title,
)
from syncd.report.templates import environment
from syncd.report.terminal import harmless
from syncd.report.wording import moment

_NO_CHARTS = "Charts are drawn where pygal is installed: pip install syncd[charts]."


def metrics(report: Mapping[str, Any]) -> str:
    """The measures as a page."""
    report = harmless(dict(report))
    return _page(
        "metrics.html",
        title=title(report),
        subtitle=f"Post-mortem action items, as of {moment(report['as_of'])}",
        notes=list(notes(report)),
        page=figures(report),
    )


def review(report: Mapping[str, Any]) -> str:
    """The review as a page."""
    report = harmless(dict(report))
    whole = f"{report['minutes']} minutes, " if report["minutes"] else ""
    return _page(
        "review.html",
        title=review_text.title(report),
        subtitle=f"Post-mortem action items: {whole}the worst first",
        notes=list(review_text.left_out(report)),
        report=report,
        page=figures(report["metrics"]),
    )


def style() -> str:
    """The style sheet of the pages, for whoever serves them in parts."""
    return (files("syncd.report") / "pages" / "style.css").read_text("utf-8")


def figures(report: Mapping[str, Any]) -> Report:
    """What the templates show of the measures: lines, tables and drawings."""
    header, *rows = durations(report)
    months_header, *months = month_rows(report)
    return {
        "headlines": list(headlines(report)),
        "months_header": months_header,
        "months": months,
        "durations_header": header,
        "durations_rows": rows,
        "groups": [_group(report, kind) for kind in KINDS if report["by"][kind]],
        **_drawings(report),
    }


def _drawings(report: Mapping[str, Any]) -> Report:
    if not drawing.can_draw():
        return {"trend": "", "flow": "", "durations": ""}
    trend, taken = report["trend"], report["time_to_completion"]
    labels = [month["from"][:7] for month in trend]
    return {
        "trend": drawing.lines(
            "Completion, recurrence and decay by month, in percent",
            labels,
            {
                "Completion": [month["completion"] for month in trend],
                "Recurrence": [month["recurrence"] for month in trend],
                "Decay": [month["decay"] for month in trend],
                "Completion target": [report["expected"]["completion_target"]] * len(trend),
            },
            shares=True,
        ),
        "flow": drawing.bars(
            "Tickets made, done and dropped by month",
            labels,
            {
                "Made": [month["opened"] for month in trend],
                "Done": [month["done"] for month in trend],
                "Dropped": [month["dropped"] for month in trend],
            },
        ),
        "durations": drawing.bars(
            "Days from ticket to done by priority",
            list(taken),
            {
                "Median": [found["median_days"] for found in taken.values()],
                "90 %": [found["p90_days"] for found in taken.values()],
                "Target": [found["target_days"] for found in taken.values()],
                "Acceptable": [found["acceptable_days"] for found in taken.values()],
            },
        ),
    }


def _group(report: Mapping[str, Any], kind: str) -> Report:
    found = groups(report, kind)
    measured = [(name, group) for name, group in found if group["completion"]["ratio"] is not None]
    header, *rows = group_rows(KINDS[kind], found)
    drawn = ""
    if len(measured) > 1 and drawing.can_draw():
        drawn = drawing.bars(
            f"Done on time by {kind}, in percent",
            [name for name, _ in reversed(measured)],  # they are drawn from below
            {"Done on time": [group["completion"]["ratio"] for _, group in reversed(measured)]},
            shares=True,
        )
    return {
        "name": KINDS[kind],
        "header": header,
        "rows": rows,
        "more": more_groups(report, kind),
        "drawn": drawn,
    }


def _page(template: str, **known: Any) -> str:
    if not drawing.can_draw():
        known["notes"] = [*known["notes"], _NO_CHARTS]
    return _environment().get_template(template).render(style=style(), **known)


@cache
def _environment() -> Environment:
    return environment(PackageLoader("syncd.report", "pages"), {"opens": _opens})


def _opens(url: str | None) -> bool:
    """Whether a browser may follow it: http and https alone, whatever a document says."""
    try:
        return bool(url) and urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False
