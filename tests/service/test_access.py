"""Who may see what."""

import base64

import pytest

from syncd.service.access import knows
from syncd.service.address import Address, AddressError
from syncd.service.rounds import EVERYTHING
from tests.service.conftest import Open
from tests.service.house import House
from tests.service.web import Web
from tests.tokens import token

TOKEN = token("github")
GUARDED = ["/", "/review", "/passes", "/metrics", "/api/v1", "/api/v1/items", "/static/syncd.css"]


def _basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"anybody:{password}".encode()).decode()


def test_with_a_token_everything_asks_for_it(open_house: Open) -> None:
    """Pages, API and metrics want the token; health does not, and webhooks are signed."""
    house = open_house(SYNCD_SERVICE__TOKEN=TOKEN)
    house.look(EVERYTHING)
    stranger = Web(house.web.app)
    for path in GUARDED:
        answer = stranger.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic ")
        assert "PM-2026" not in answer.text
        for right in (f"Bearer {TOKEN}", f"bearer {TOKEN}", _basic(TOKEN)):
            assert stranger.get(path, Authorization=right).status_code == 200, path
        for wrong in (f"Bearer {TOKEN}x", "Bearer ", _basic("x"), "Basic !", TOKEN, "Digest x"):
            assert stranger.get(path, Authorization=wrong).status_code == 401
    assert stranger.get("/healthz").status_code == 200
    assert stranger.get("/readyz").status_code == 200
    assert stranger.get("/nothing").status_code == 401, "not even what there is can be found out"


def test_without_a_token_only_this_machine(house: House) -> None:
    """A page elsewhere cannot make a browser here read the dashboard under its own name."""
    for host in ("127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080"):
        assert house.web.get("/", Host=host).status_code == 200, host
    for host in ("evil.example", "evil.example:8080", "127.0.0.1.evil.example", ""):
        assert house.web.get("/", Host=host).status_code == 403, host
    assert house.web.get("/healthz", Host="anything").status_code == 200


@pytest.mark.parametrize(
    ("text", "host", "port", "local"),
    [
        ("127.0.0.1:8080", "127.0.0.1", 8080, True),
        ("localhost:80", "localhost", 80, True),
        ("[::1]:8080", "::1", 8080, True),
        ("127.9.9.9:1", "127.9.9.9", 1, True),
        (":8080", "0.0.0.0", 8080, False),
        ("0.0.0.0:8080", "0.0.0.0", 8080, False),
        ("[::]:8080", "::", 8080, False),
        ("10.1.2.3:8080", "10.1.2.3", 8080, False),
        ("syncd.example:8080", "syncd.example", 8080, False),
    ],
)
def test_addresses(text: str, host: str, port: int, local: bool) -> None:
    """An address that others can reach is told from one that they cannot."""
    address = Address.parsed(text)
    assert (address.host, address.port, address.is_local) == (host, port, local)
    address.demand_safe("a token")
    if not local:
        with pytest.raises(AddressError, match=r"token.*or listen on"):
            address.demand_safe("")


@pytest.mark.parametrize("text", ["", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "a:b"])
def test_no_addresses(text: str) -> None:
    """What is no address and port is refused with an example."""
    with pytest.raises(AddressError, match=r"such as \"127\.0\.0\.1:8080\""):
        Address.parsed(text)


def test_a_token_with_other_letters() -> None:
    """Tokens of any letters are compared without an error."""
    assert knows("pässword", "Bearer pässword")
    assert not knows("pässword", "Bearer password")
    assert knows("pässword", _basic("pässword"))


def test_every_answer_says_what_it_may_do(house: House) -> None:
    """No answer lets a page run script, load from elsewhere, be framed, or be kept."""
    for path in (*GUARDED, "/healthz", "/nothing", "/api/v1/nothing"):
        headers = house.web.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'")
        assert "script" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers
        assert path.startswith("/static") or headers["cache-control"] == "no-store"
