"""The metrics. Every name is there from the start; a ratio without data has no sample.

What passes did is counted as they do it; how things stand is worked out when somebody asks.
"""

from collections import Counter as Count
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from syncd import passes
from syncd.insight import Measures, Window
from syncd.memory import PassRecord, StoreError
from syncd.model import ActionItem, Finding
from syncd.passes import World
from syncd.service.view import View

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_EVERYTHING = "everything"
_POST_MORTEM = "post-mortem"
_PASSES = (_EVERYTHING, _POST_MORTEM)
_OUTCOMES = ("complete", "incomplete", "failed")
_WINDOWS = (30, 90, 365)  # days
_DAY = 86_400.0
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_VERDICTS = ("ok", "limited", "again", "unsure", "denied", "rejected", "stale", "gone")


class Metrics:
    """The metrics of one service."""

    def __init__(self, world: World, view: View) -> None:
        """Nothing has happened yet."""
        self._registry = CollectorRegistry()
        made = self._registry
        self._passes = Counter(
            "syncd_passes", "Passes, by what they looked at.", ["pass", "outcome"], registry=made
        )
        self._seconds = Histogram(
            "syncd_pass_seconds",
            "How long passes took.",
            ["pass"],
            buckets=_BUCKETS,
            registry=made,
        )
        self._success = Gauge(
            "syncd_last_success_timestamp_seconds",
            "When a source or tracker was read and written without an error.",
            ["pass", "source"],
            registry=made,
        )
        self._webhooks = Counter(
            "syncd_webhooks", "Webhooks that came in.", ["tracker", "outcome"], registry=made
        )
        for kind in _PASSES:
            self._seconds.labels(kind)
            for outcome in _OUTCOMES:
                self._passes.labels(kind, outcome)
        self._places = [*world.sources, *world.trackers]
        made.register(_Standing(world, view))

    def seen(self, record: PassRecord) -> None:
        """Count a pass."""
        kind = _EVERYTHING if _EVERYTHING in record.keys else _POST_MORTEM
        outcome = "failed" if record.failed else "complete" if record.complete else "incomplete"
        self._passes.labels(kind, outcome).inc()
        self._seconds.labels(kind).observe(record.seconds)
        if record.failed:
            return
        lost = {source.split(" ")[0] for source, _ in record.errors}
        ended = record.at.timestamp() + record.seconds
        for place in self._places:
            if place not in lost and (kind == _EVERYTHING or record.requests.get(place)):
                self._success.labels(kind, place).set(ended)

    def heard(self, tracker: str, outcome: str) -> None:
        """Count a webhook."""
        self._webhooks.labels(tracker, outcome).inc()

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self._registry)


class _Standing(Collector):
    """What is worked out when somebody asks."""

    def __init__(self, world: World, view: View) -> None:
        self._world, self._view = world, view

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: names do not clash, and the store need not be asked."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All of it; what the store does not tell is left out."""
        yield from self._requests()
        up = GaugeMetricFamily("syncd_store_up", "Whether the store answers.")
        try:
            standing = self._view.current()
            parked = len(self._world.memory.keys.parked())
            measures = self._measures()
        except StoreError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily(
            "syncd_parked_keys", "What failed so often that it is left alone.", value=parked
        )
        yield _items(standing.items)
        yield _findings(standing.findings, standing.items)
        yield from _measured(measures)

    def _requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "syncd_requests", "Requests, by how they ended.", labels=["tracker", "outcome"]
        )
        remaining = GaugeMetricFamily(
            "syncd_rate_limit_remaining",
            "Requests that are left, as far as answers tell.",
            labels=["tracker"],
        )
        for name, gate in self._world.gates.items():
            for outcome in (*_VERDICTS, *sorted(set(gate.outcomes) - set(_VERDICTS))):
                requests.add_metric([name, outcome], gate.outcomes[outcome])
            if gate.remaining is not None:
                remaining.add_metric([name], gate.remaining)
        yield from (requests, remaining)

    def _measures(self) -> Mapping[int, Measures]:
        """The measures of each window; the same overview is not measured twice."""
        standing = self._view.current()
        overview = standing.overview
        if overview is None:
            return {}
        world = self._world.at(overview.as_of)
        today = overview.as_of.astimezone(UTC).date()
        windows = {days: Window.back(days, today) for days in _WINDOWS}
        return standing.once(
            "measures",
            lambda: {d: passes.measures(world, overview, w) for d, w in windows.items()},
        )


def _items(items: Iterable[ActionItem]) -> Metric:
    family = GaugeMetricFamily(
        "syncd_action_items",
        "Action items as they stand.",
        labels=["team", "priority", "category", "status"],
    )
    counted = Count(
        (
            item.team or "",
            item.priority.value if item.priority else "",
            item.category.value if item.category else "",
            item.status.value,
        )
        for item in items
    )
    for labels, number in sorted(counted.items()):
        family.add_metric(list(labels), number)
    return family


def _findings(findings: Iterable[Finding], items: Iterable[ActionItem]) -> Metric:
    family = GaugeMetricFamily("syncd_findings", "What needs a person.", labels=["rule", "team"])
    teams = {item.id: item.team or "" for item in items}
    counted = Count((each.rule, teams.get(each.item or "", "")) for each in findings)
    for labels, number in sorted(counted.items()):
        family.add_metric(list(labels), number)
    return family


def _measured(measures: Mapping[int, Measures]) -> Iterator[Metric]:
    completion = GaugeMetricFamily(
        "syncd_completion_ratio", "Done on time, of those due.", labels=["team", "window"]
    )
    seconds = GaugeMetricFamily(
        "syncd_time_to_completion_seconds",
        "From ticket to done, of those done in 90 days.",
        labels=["priority", "stat"],
    )
    recurrence = GaugeMetricFamily(
        "syncd_recurrence_ratio",
        "Incidents that hit a known cause with an open item.",
        labels=["window"],
    )
    decay = GaugeMetricFamily(
        "syncd_decay_ratio", "Decayed action items, of those open.", labels=["team"]
    )
    for days, found in measures.items():
        window = f"{days}d"
        ratios = {"": found.completion.ratio}
        ratios |= {team: group.completion.ratio for team, group in found.by["team"].items()}
        for team, ratio in ratios.items():
            if ratio is not None:
                completion.add_metric([team, window], ratio)
        if found.recurrence.ratio is not None:
            recurrence.add_metric([window], found.recurrence.ratio)
    if found_90 := measures.get(90):
        for priority, took in found_90.time_to_completion.items():
            for stat, number in (("median", took.median_days), ("p90", took.p90_days)):
                if number is not None:
                    seconds.add_metric([priority.value, stat], number * _DAY)
        decays = {"": found_90.decay.decay}
        decays |= {team: group.decay.decay for team, group in found_90.by["team"].items()}
        for team, share in decays.items():
            if share is not None:
                decay.add_metric([team], share)
    yield from (completion, seconds, recurrence, decay)
