"""A report as SARIF 2.1.0, for code scanning and editors: made from the JSON of a report alone.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", and what
GitHub reads of it, "SARIF support for code scanning".
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from syncd import __version__
from syncd.policy.rules import Rule, all_rules
from syncd.policy.wording import WITHHELD
from syncd.report.terminal import harmless

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {"error": "error", "warning": "warning", "info": "note", "off": "none"}
_FINGERPRINT = "syncdFinding/v1"
_ROOT = "%SRCROOT%"  # by convention: the root of the repository


def render(report: Mapping[str, Any]) -> str:
    """The report as a SARIF log with one run; every rule is in it, found or not."""
    report = harmless(dict(report))
    rules = list(all_rules().values())
    driver = {
        "name": "syncd",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_descriptor(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"syncd-{report['command']}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": list(_results(report, {rule.name: n for n, rule in enumerate(rules)})),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _descriptor(rule: Rule) -> dict[str, Any]:
    parts = {"Why": rule.why, "Fix": rule.fix, "Source": rule.source}
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {
            "text": "\n".join(f"{name}: {text}" for name, text in parts.items()),
            "markdown": "\n\n".join(f"**{name}:** {text}" for name, text in parts.items()),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": ["post-mortem"]},
    }


def _invocation(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "executionSuccessful": report["complete"],
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": f"{error['source']}: {error['message']}"}}
            for error in report["errors"]
        ],
    }


def _results(report: Mapping[str, Any], places: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    titles = {item["id"]: item["title"] for item in report["items"] if item["title"] != WITHHELD}
    seen: Counter[str] = Counter()
    for finding in report["findings"]:
        identity = _identity(finding, titles)
        seen[identity] += 1
        about = finding["item"] or finding["ticket"]
        told = f"{finding['message'].rstrip('.')}. Way out: {finding['hint'].rstrip('.')}."
        yield {
            "ruleId": finding["rule"],
            **({"ruleIndex": places[finding["rule"]]} if finding["rule"] in places else {}),
            "level": _LEVELS[finding["level"]],
            "message": {"text": f"{about}: {told}" if about else told},
            "locations": list(_locations(finding)),
            "partialFingerprints": {_FINGERPRINT: f"{identity}:{seen[identity]}"},
        }


def _locations(finding: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    path = finding["path"] or finding["file"]
    if path:
        absolute = path.startswith("/")
        place = (
            {"uri": f"file://{quote(path)}"}
            if absolute
            else {
                "uri": quote(path),
                "uriBaseId": _ROOT,
            }
        )
        region = {"region": {"startLine": finding["line"]}} if finding["line"] else {}
        yield {"physicalLocation": {"artifactLocation": place, **region}}


def _identity(finding: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What stays the same of a finding while lines move, items are inserted and days go by.

    An item is known by its title, for its number depends on those above it; anything else by
    what is said of it, but for the numbers.
    """
    subject = titles.get(finding["item"]) or (
        finding["item"],
        finding["ticket"],
        re.sub(r"\d+", "#", finding["message"]),
    )
    named = (finding["rule"], finding["source"], finding["file"], subject)
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:32]
