"""How pages are made of templates, whoever serves or forwards them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from syncd.report import review_text
from syncd.report.metrics_wording import percent


def environment(loader: PackageLoader, filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """The templates of a package: every text is escaped, and a name that is not there an error."""
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "percent": percent,
        "introduction": _introduction,
        "told": review_text.told_of,
        **filters,
    }
    return made


def _introduction(section: Mapping[str, Any]) -> Sequence[str]:
    return list(review_text.introduction(section))
