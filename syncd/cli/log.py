"""The log: standard error only, for eyes on a terminal and for machines elsewhere."""

import logging
import sys
from collections.abc import Mapping
from typing import Any

import structlog


def configure() -> None:
    """Send structlog's events to standard error."""
    on_terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if on_terminal else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def passed(report: Mapping[str, Any], seconds: float) -> None:
    """The one event of a pass: what came of it, what it cost, how long it took."""
    structlog.get_logger().info(
        "pass",
        dry_run=report["dry_run"],
        complete=report["complete"],
        outcomes=report["summary"]["outcomes"],
        findings=report["summary"]["findings"],
        read=report["read"],
        requests=report["requests"],
        seconds=round(seconds, 3),
    )
