"""What all simulators have in common: faults, log, hooks, clock, memory."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from syncd.testing import Exchange, Options, Request
from tests.testing.client import Client
from tests.testing.toy import ToySimulator

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def sim() -> Iterator[ToySimulator]:
    """A simulator whose clock stands still."""
    with ToySimulator(Options(now=NOW)) as simulator:
        yield simulator


@pytest.fixture
def client(sim: ToySimulator) -> Client:
    """A client of it."""
    return Client(sim.url)


def test_requests_are_answered_and_logged_exactly(sim: ToySimulator, client: Client) -> None:
    """The log holds what was sent, in order, with the query; the paths are decoded for routes."""
    assert client.ask("POST /toys", {"title": "a"})[:2] == (201, {"number": 1})
    assert client.ask("GET /toys?page=2&q=x%20y")[1] == ["a"]
    assert client.ask("GET /files/a%2Fb/c/d%20e")[1] == {"name": "a/b", "path": "c/d e"}
    assert client.ask("GET /toys/newest")[1] == {"newest": True}
    assert sim.log == [
        "POST /api/toys",
        "GET /api/toys?page=2&q=x%20y",
        "GET /api/files/a%2Fb/c/d%20e",
        "GET /api/toys/newest",
    ]


def test_what_is_not_simulated_is_told(sim: ToySimulator, client: Client) -> None:
    """A request without a route is a 404 with a mark, and is listed."""
    status, _, headers = client.ask("PUT /nothing")
    assert (status, headers["X-Simulator"]) == (404, "no such route")
    assert sim.unknown == ["PUT /api/nothing"]


def test_a_refused_request_changes_nothing(sim: ToySimulator, client: Client) -> None:
    """What a request did before it was refused is taken back, its webhooks with it."""
    status, body, headers = client.ask("POST /toys", {"title": "bad"})
    assert (status, body, headers["Retry-After"]) == (422, {"message": "bad"}, "7")
    assert sim.state().tickets == []
    assert sim.deliveries == []


def test_lose_answer_carries_out(sim: ToySimulator, client: Client) -> None:
    """The ticket is there, and the client cannot know."""
    sim.faults.add("POST /api/toys", "lose-answer")
    assert client.lost("POST /toys", {"title": "a"})
    assert not client.lost("POST /toys", {"title": "b"})
    assert [ticket.title for ticket in sim.state().tickets] == ["a", "b"]
    assert [(entry.status, entry.fault) for entry in sim.requests] == [
        (201, "lose-answer"),
        (201, None),
    ]


def test_drop_does_nothing(sim: ToySimulator, client: Client) -> None:
    """The connection is closed before anything happens; the list of answers does not have it."""
    sim.faults.add("POST /toys", "drop", times=2)
    assert client.lost("POST /toys", {"title": "a"})
    assert client.lost("POST /toys", {"title": "a"})
    assert sim.state().tickets == []
    assert client.ask("GET /_simulator/requests")[1] == []
    assert len(client.ask("GET /_simulator/requests?all=1")[1]) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_refusals_do_nothing(sim: ToySimulator, client: Client, status: int) -> None:
    """Answered with the status, and with Retry-After only if that was asked for."""
    sim.faults.add("POST /toys", str(status), retry_after=3)
    sim.faults.add("POST /toys", str(status))
    first, second = client.ask("POST /toys", {}), client.ask("POST /toys", {})
    assert (first[0], first[2].get("Retry-After")) == (status, "3")
    assert (second[0], second[2].get("Retry-After")) == (status, None)
    assert sim.state().tickets == []


def test_late_503_carries_out(sim: ToySimulator, client: Client) -> None:
    """A 503 does not prove that nothing was written."""
    sim.faults.add("POST /toys", "late-503")
    assert client.ask("POST /toys", {"title": "a"})[0] == 503
    assert len(sim.state().tickets) == 1


def test_slow_outlasts_a_timeout(sim: ToySimulator, client: Client) -> None:
    """The answer comes after the client has given up; the request was carried out."""
    sim.faults.add("POST /toys", "slow", seconds=30)
    client.connection.timeout = 0.2
    with pytest.raises(TimeoutError):
        client.ask("POST /toys", {"title": "a"})
    assert len(sim.state().tickets) == 1


def test_stale_reads_do_not_see_the_latest_changes(sim: ToySimulator, client: Client) -> None:
    """A stale read shows the state at the time when the fault was set, then it is over."""
    client.ask("POST /toys", {"title": "a"})
    sim.faults.add("GET /toys", "stale")
    client.ask("POST /toys", {"title": "b"})
    client.ask("PATCH /toys/1", {"title": "A"})
    assert client.ask("GET /toys")[1] == ["a"]
    assert client.ask("GET /toys")[1] == ["A", "b"]


def test_stale_after_the_fact(sim: ToySimulator, client: Client) -> None:
    """Set after the writes, it hides the last one, or as many as it says; humans' acts too."""
    client.ask("POST /toys", {"title": "a"})
    client.ask("POST /toys", {"title": "b"})
    with sim.changing() as world:
        world.make("c")
    sim.faults.add("GET /toys", "stale")
    sim.faults.add("GET /toys", "stale", acts=2)
    assert client.ask("GET /toys")[1] == ["a", "b"]
    assert client.ask("GET /toys")[1] == ["a"]
    assert client.ask("GET /toys")[1] == ["a", "b", "c"]


def test_a_stale_write_is_a_write(sim: ToySimulator, client: Client) -> None:
    """Staleness is for reads: a request that writes is carried out, once."""
    sim.faults.add(".*", "stale")
    assert client.ask("POST /toys", {"title": "a"})[:2] == (201, {"number": 1})
    assert client.ask("GET /toys")[1] == ["a"]
    assert len(sim.deliveries) == 1


def test_faults_over_http(sim: ToySimulator, client: Client) -> None:
    """A tester sets, sees and removes faults; a wrong one is refused with the right word."""
    wanted = [{"match": "POST /toys", "times": 2, "do": "503", "retry_after": 1}]
    assert client.ask("POST /_simulator/faults", wanted)[0] == 201
    assert client.ask("POST /toys", {})[0] == 503
    (left,) = client.ask("GET /_simulator/faults")[1]
    assert (left["times"], left["do"], left["retry_after"]) == (1, "503", 1)
    assert client.ask("DELETE /_simulator/faults")[0] == 204
    assert client.ask("POST /toys", {"title": "a"})[0] == 201
    for wrong, message in (
        ({"match": "x", "do": "lose-anser"}, "did you mean 'lose-answer'?"),
        ({"match": "x", "do": "503", "time": 1}, "did you mean 'times'?"),
        ({"match": "(", "do": "503"}, "is no pattern"),
        ({"match": "x", "do": "503", "times": "2"}, "not of the right type"),
        ({"match": "x"}, "a fault looks like"),
    ):
        status, body, _ = client.ask("POST /_simulator/faults", [wanted[0], wrong])
        assert status == 400
        assert message in body["message"]
    assert sim.faults.waiting == ()


def test_a_match_is_of_the_whole(sim: ToySimulator, client: Client) -> None:
    """A pattern for a collection does not hit what is below it, and never sees the query."""
    client.ask("POST /toys", {"title": "a"})
    sim.faults.add("GET /toys", "503")
    assert client.ask("GET /toys/1")[0] == 200
    assert client.ask("GET /toys?q=1")[0] == 503


def test_control_stays_out_of_the_log(sim: ToySimulator, client: Client) -> None:
    """Method, path and status of what the API answered; not of what testers ask."""
    client.ask("GET /toys?q=1")
    (entry,) = client.ask("GET /_simulator/requests")[1]
    assert {name: entry[name] for name in ("method", "path", "status", "query")} == {
        "method": "GET",
        "path": "/api/toys",
        "status": 200,
        "query": "q=1",
    }
    client.ask("DELETE /_simulator/requests")
    assert client.ask("GET /_simulator/requests")[1] == []


def test_state_over_http(sim: ToySimulator, client: Client) -> None:
    """Tickets in the order of their making, the same text every time."""
    for title in "cab":
        client.ask("POST /toys", {"title": title})
    first, second = client.ask("GET /_simulator/state"), client.ask("GET /_simulator/state")
    assert [ticket["title"] for ticket in first[1]["tickets"]] == ["c", "a", "b"]
    assert first[1] == second[1]
    assert first[1]["comments"] == []


def test_one_clock_for_everything(sim: ToySimulator, client: Client) -> None:
    """Timestamps and Date follow the clock that a test moves, by Python or by HTTP."""
    assert client.ask("GET /toys")[2]["Date"] == "Sun, 01 Mar 2026 09:00:00 GMT"
    sim.clock.advance(days=1)
    client.ask("POST /toys", {"title": "a"})
    assert sim.state().tickets[0].created == "2026-03-02T09:00:00+00:00"
    body = {"now": "2027-01-01T00:00:00Z", "running": False}
    assert client.ask("POST /_simulator/clock", body)[1] == {"now": "2027-01-01T00:00:00+00:00"}
    assert client.ask("GET /toys")[2]["Date"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert client.ask("POST /_simulator/clock", {"then": 1})[0] == 400
    assert client.ask("POST /_simulator/clock", {"now": "yesterday"})[0] == 400


def test_hooks_stand_on_both_sides_of_a_request(sim: ToySimulator, client: Client) -> None:
    """A hook may act as a human before a request, and sees what it did before it is answered."""
    seen: list[list[str]] = []

    def race(request: Request) -> None:
        with sim.changing() as world:
            world.make("human")

    end = sim.before(race, match="POST /toys")
    sim.after(lambda request: seen.append([ticket.title for ticket in sim.state().tickets]))
    client.ask("POST /toys", {"title": "syncd"})
    end()
    client.ask("POST /toys", {"title": "alone"})
    assert seen == [["human", "syncd"], ["human", "syncd", "alone"]]


def test_exchanges_are_kept_on_demand(sim: ToySimulator, client: Client) -> None:
    """With `record` the bytes of both directions are there, names of headers in lower case."""
    client.ask("GET /toys")
    sim.record = True
    client.ask("POST /toys?x=1", {"title": "a"})
    (exchange,) = sim.exchanges
    assert isinstance(exchange, Exchange)
    assert (exchange.method, exchange.path, exchange.query) == ("POST", "/api/toys", "x=1")
    assert (exchange.request_body, exchange.status) == (b'{"title": "a"}', 201)
    assert exchange.response_body == b'{"number":1}'
    assert exchange.response_headers["content-type"].startswith("application/json")
    assert exchange.request_headers["content-length"] == "14"


def test_a_bug_in_a_simulator_fails_the_test() -> None:
    """A route that raises is a 500 for the client, and an error for whoever closes."""

    def use() -> None:
        with ToySimulator() as sim:
            client = Client(sim.url)
            assert client.ask("GET /toys/7")[0] == 500

    with pytest.raises(AssertionError, match="KeyError: 7"):
        use()


def test_the_past_costs_no_order(sim: ToySimulator) -> None:
    """A world as of a moment has what there was then, and writing to it changes nothing."""
    with sim.changing() as world:
        world.make("a")
    sim.clock.advance(minutes=1)
    with sim.changing() as world:
        world.make("b")
    past = sim.world.as_of(NOW)
    assert [toy.title for toy in past.toys.values()] == ["a"]
    past.make("c")
    assert [toy.title for toy in sim.world.toys.values()] == ["a", "b"]
    assert sim.world.as_of(sim.clock.now()) is sim.world


def test_requests_are_atomic(sim: ToySimulator) -> None:
    """Many clients at once: each ticket has a number of its own, and none is lost."""

    def make(_: int) -> int:
        number: int = Client(sim.url).send("POST /toys", {"title": "t"})["number"]
        return number

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(make, range(80)))
    assert sorted(numbers) == list(range(1, 81))
    assert len(sim.state().tickets) == len(sim.log) == 80


def test_acts_within_acts_are_one(sim: ToySimulator) -> None:
    """What humans do as part of something larger is taken back, and told, with the whole."""

    def fail_after_all() -> None:
        with sim.changing():
            with sim.changing() as world:
                world.make("a")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail_after_all()
    assert (sim.state().tickets, sim.deliveries, sim.world.acts) == ([], [], 0)
    with sim.changing(), sim.changing() as world:
        world.make("b")
    assert (len(sim.deliveries), sim.world.acts) == (1, 1)


def test_memory_is_bounded(sim: ToySimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest writes are forgotten; what is remembered is still right."""
    monkeypatch.setattr("syncd.testing.world.REMEMBERED", 10)
    for number in range(1, 101):
        with sim.changing() as world:
            world.make(str(number))
    past = sim.world.before(5)
    assert [toy.title for toy in past.toys.values()] == [str(n) for n in range(1, 96)]
    assert 10 <= sim.world.begin() <= 21


def test_what_is_not_http_as_we_know_it(sim: ToySimulator, client: Client) -> None:
    """HEAD is GET without a body, a body in chunks is refused, an unknown method is a 404."""
    status, body, headers = client.ask("HEAD /toys")
    assert (status, body, headers["Content-Length"]) == (200, None, "2")
    assert client.ask("BREW /toys")[0] == 404
    assert client.ask("POST /toys", "x", {"Transfer-Encoding": "chunked"})[0] == 411
