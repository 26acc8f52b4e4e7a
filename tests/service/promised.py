"""The metrics that dashboards elsewhere are built on, and their labels."""

from collections.abc import Mapping

PROMISED: Mapping[str, frozenset[str]] = {
    "syncd_action_items": frozenset({"team", "priority", "category", "status"}),
    "syncd_completion_ratio": frozenset({"team", "window"}),
    "syncd_time_to_completion_seconds": frozenset({"priority", "stat"}),
    "syncd_recurrence_ratio": frozenset({"window"}),
    "syncd_decay_ratio": frozenset({"team"}),
    "syncd_findings": frozenset({"rule", "team"}),
    "syncd_passes_total": frozenset({"pass", "outcome"}),
    "syncd_pass_seconds": frozenset({"pass"}),
    "syncd_requests_total": frozenset({"tracker", "outcome"}),
    "syncd_rate_limit_remaining": frozenset({"tracker"}),
    "syncd_last_success_timestamp_seconds": frozenset({"pass", "source"}),
}
