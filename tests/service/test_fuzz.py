"""Whatever comes in at a webhook: it is answered, and does nothing unless it is genuine."""

import gc
import hashlib
import hmac
import json
import logging
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stages import STAGES
from syncd.service import heard
from syncd.testing.webhooks import Delivery
from tests.service.house import SECRET, House, staffed

SHAKEN = "chosen by the tracker"
_ALLOWED = {200, 400, 401, 404, 405, 413}
_NAMES = [
    "X-Hub-Signature-256",
    "X-Hub-Signature",
    "Linear-Signature",
    "X-Hook-Signature",
    "X-GitHub-Event",
    "X-GitHub-Delivery",
    "X-Atlassian-Webhook-Identifier",
    "Linear-Delivery",
    "Content-Type",
]
_PREFIXED = {"X-Hub-Signature-256", "X-Hub-Signature"}
_SIGNATURES = ["X-Hub-Signature-256", "X-Hub-Signature", "Linear-Signature", "X-Hook-Signature"]
_WORDS = st.sampled_from(
    ["issues", "issue_comment", "push", "ping", "Issue", "Comment", "application/json", "", "x"]
)
_ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_KEYS = st.sampled_from(
    [
        *("issue", "labels", "name", "node_id", "number", "repository", "full_name", "sender"),
        *("login", "fields", "key", "id", "user", "comment", "type", "data", "actor"),
        *("webhookTimestamp", "events", "resource", "gid", "resource_type", "parent", "ref"),
    ]
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=20,
)
_BODIES = st.binary(max_size=200) | _JSON.map(lambda value: json.dumps(value).encode())
_HEADERS = st.dictionaries(st.sampled_from(_NAMES), _WORDS | _ASCII, max_size=5)
_sent: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _says_how_many(request: pytest.FixtureRequest) -> Iterator[None]:
    """How many deliveries there were is said at the end, where one process made them all."""
    yield
    plugins = request.config.pluginmanager
    reporter, capture = plugins.get_plugin("terminalreporter"), plugins.get_plugin("capturemanager")
    if reporter and capture:
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"\n{_sent.total():,} deliveries: {dict(_sent)}")


def _post(house: House, kind: str, delivery: Delivery) -> Any:
    _sent[kind] += 1
    return house.post(delivery)


@pytest.fixture(scope="module", params=[*STAGES])
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A service over each tracker."""
    folder: Path = tmp_path_factory.mktemp("house")
    with staffed(request.param, folder, documents=1) as house:
        house.world.memory.keys.shake("it", SHAKEN, most=1)
        yield house


@given(body=_BODIES, headers=_HEADERS)
def test_what_is_not_signed_does_nothing(
    house: House, body: bytes, headers: dict[str, str]
) -> None:
    """Nobody without the secret brings about anything but a refusal."""
    answer = _post(house, "not signed", Delivery("", headers, body))
    assert answer.status_code in _ALLOWED - {200}
    assert not house.marks.marked


@given(body=_BODIES, headers=_HEADERS)
def test_what_is_signed_breaks_nothing(house: House, body: bytes, headers: dict[str, str]) -> None:
    """Whatever a genuine delivery says, it is answered, and marks at most what there is."""
    answer = _post(house, "signed", Delivery("", {**headers, **_signed(body)}, body))
    assert answer.status_code in _ALLOWED
    known = {f"post-mortem {item.post_mortem}" for item in house.site.standing().items}
    marked = {key.removeprefix("later ") for key in house.marks.take()}
    assert marked <= known | {"everything"}


def _signed(body: bytes) -> dict[str, str]:
    """The signature of every tracker."""
    headers = {}
    for name in _SIGNATURES:
        secret = SHAKEN if name == "X-Hook-Signature" else SECRET
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers[name] = f"sha256={digest}" if name in _PREFIXED else digest
    return headers


def test_memory_stays_flat(house: House) -> None:
    """Hundreds of different deliveries leave nothing behind but their ids, up to a limit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heard, "_REMEMBERED", 50)
        patch.setattr(logging.root, "handlers", [])  # those of the tests keep what they hear

        def send(first: int) -> None:
            for n in range(first, first + 150):
                body = json.dumps({"n": n, "padding": "x" * 10_000}).encode()
                headers = {**_signed(body), "X-GitHub-Delivery": f"d-{n}"}
                _post(house, "for memory", Delivery("", headers, body))

        send(0)
        gc.collect()
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            send(1_000)
            gc.collect()
            grown = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
    assert grown < 150 * 2_000, f"{grown:,} bytes more after 150 deliveries of 10,000 bytes"
