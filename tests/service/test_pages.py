"""The pages, as text."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from syncd.service.pages import outward
from syncd.service.rounds import EVERYTHING
from tests.cli.conftest import POST_MORTEM
from tests.service.conftest import Open
from tests.service.house import House

EVIL = "<script>alert(1)</script>"
PATHS = ["/", "/?status=all", "/review", "/passes", "/api/v1", "/post-mortems/PM-2026-0051"]


class _Parsed(HTMLParser):
    """What a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        yield from (attributes for name, attributes in self.tags if name == tag)


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_well_made(house: House, path: str) -> None:
    """One heading, landmarks, labels, captions, scopes; no script, no style, no other host."""
    answer = house.web.get(path)
    assert answer.status_code == 200
    page = _Parsed(answer.text)
    assert len(list(page.all("h1"))) == 1
    for landmark in ("main", "nav", "header", "footer"):
        assert list(page.all(landmark)), landmark
    assert not list(page.all("script"))
    assert not list(page.all("style"))
    assert not [a for _, a in page.tags if "style" in a or any(n.startswith("on") for n in a)]
    assert len(page.ids) == len(set(page.ids))
    assert all("scope" in a for a in page.all("th"))
    assert len(list(page.all("caption"))) == len(list(page.all("table")))
    loaded = [a.get("href") for a in page.all("link")] + [a.get("src") for a in page.all("img")]
    assert all(address and address.startswith("/static/") for address in loaded)
    for address in loaded:
        assert house.web.get(str(address)).status_code == 200
    inside = [str(a["href"]) for a in page.all("a") if str(a.get("href", "")).startswith("/")]
    for address in dict.fromkeys(inside):
        assert house.web.get(address.partition("#")[0]).status_code == 200, address
    for anchor in page.all("a"):
        href = str(anchor.get("href", ""))
        if href.startswith("#"):
            assert href[1:] in page.ids


def test_hostile_texts_are_inert(company: Path, open_house: Open) -> None:
    """Titles, owners, services and ids with markup in them are shown as text, everywhere."""
    hostile = (
        POST_MORTEM.replace("Payment outage", EVIL)
        .replace("Alert on the payment error rate", f'Alert "on" {EVIL} & more')
        .replace("| omar@acme.com | | |\n| Write", f"| {EVIL} | | |\n| Write")
        .replace("[payments-api]", f'["payments-api", "{EVIL}"]')
    )
    (company / "post-mortems" / "payments.md").write_text(hostile)
    house = open_house()
    house.look(EVERYTHING)
    shown = ""
    for path in (*PATHS, f"/?q={EVIL}", f"/?owner={EVIL}&team='\"", f"/post-mortems/{EVIL}"):
        text = house.web.get(path).text
        assert "<script" not in text.casefold(), path
        shown += text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_filters_are_in_the_address(house: House) -> None:
    """What is searched, filtered, sorted stands in the address, and the form shows it again."""
    everything = house.web.get("/").text
    assert everything.count('<th scope="row"><a href="/post-mortems/PM-2026-0051#') == 3
    found = house.web.get("/?q=runbook&status=all&team=payments&sort=owner").text
    assert found.count('<th scope="row"><a href="/post-mortems/PM-2026-0051#') == 1
    assert 'value="runbook"' in found
    assert "<option selected>payments</option>" in found
    assert 'aria-sort="ascending"' in found
    nothing = house.web.get("/?status=done").text
    assert "No action item is like that" in nothing
    for odd in ("/?page=-1", "/?page=99999999999", "/?page=x", "/?sort=evil", "/?unknown=1"):
        assert house.web.get(odd).status_code == 200, odd


def test_before_the_first_pass(open_house: Open) -> None:
    """A service that has not looked yet says so on every page, instead of showing nothing."""
    house = open_house()
    assert "There was no pass yet" in house.web.get("/").text
    for path in ("/review", "/passes", "/api/v1", "/api/v1/items", "/api/v1/findings"):
        assert house.web.get(path).status_code == 200
    assert house.web.get("/post-mortems/PM-2026-0051").status_code == 404
    assert house.web.get("/readyz").status_code == 503


def test_what_is_not_there(house: House) -> None:
    """A page that is not there says so, names what is nearly called so, and leads back."""
    answer = house.web.get("/post-mortems/PM-2026-0052")
    assert answer.status_code == 404
    assert "did you mean PM-2026-0051" in answer.text
    assert house.web.get("/api/v1/post-mortems/x").json()["error"].startswith("nothing is called")
    assert house.web.get("/static/../pages.py").status_code == 404


def test_a_confidential_post_mortem(company: Path, open_house: Open) -> None:
    """Titles of a confidential post-mortem are on no page and in no answer."""
    secret = POST_MORTEM.replace("severity: SEV-1", "severity: SEV-1\nconfidential: true")
    secret = secret.replace("Payment outage", "The secret outage")
    (company / "post-mortems" / "payments.md").write_text(secret)
    house = open_house()
    house.look(EVERYTHING)
    paths = ("/api/v1/items", "/api/v1/post-mortems", "/api/v1/findings", "/metrics")
    for path in (*PATHS, *paths, "/api/v1/post-mortems/PM-2026-0051", "/api/v1/passes"):
        text = house.web.get(path).text
        assert "secret outage" not in text, path
        assert "failover runbook" not in text, path


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://acme.atlassian.net/browse/PAY-1", True),
        ("http://127.0.0.1:8000/x", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example/x", False),
        ("tickets/PAY/PAY-1.md", False),
        ("http://[", False),
    ],
)
def test_only_the_web_is_linked(url: str, shown: bool) -> None:
    """A link that came from a ticket leads to the web or nowhere."""
    assert (outward(url) == url) is shown
