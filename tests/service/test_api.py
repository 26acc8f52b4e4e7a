"""The API, held to its own OpenAPI document."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from syncd.service.openapi import ENDPOINTS
from syncd.service.rounds import EVERYTHING
from tests.service.house import House


def _document(house: House) -> dict[str, Any]:
    document: dict[str, Any] = house.web.get("/api/v1/openapi.json").json()
    return document


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.path)
def test_answers_are_as_they_are_described(house: House, endpoint: Any) -> None:
    """Each answer has the form that the document gives, with every value of every parameter."""
    operation = _document(house)["paths"][endpoint.path]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    path = f"/api/v1{endpoint.path}".replace("{id}", "PM-2026-0051")
    addresses = [path]
    for each in operation["parameters"]:
        if each["in"] == "query":
            values = each["schema"].get("enum", ["90d" if each["name"] == "window" else "1"])
            addresses += [f"{path}?{each['name']}={value}" for value in values]
    for address in addresses:
        answer = house.web.get(address)
        assert answer.status_code == 200, address
        jsonschema_rs.validate(schema, answer.json())


def test_the_page_lists_everything(house: House) -> None:
    """The page shows every path and parameter of the document, and nothing else needs loading."""
    page = house.web.get("/api/v1").text
    for path, item in _document(house)["paths"].items():
        assert f"GET /api/v1{path}" in page
        for each in item["get"]["parameters"]:
            assert f"<code>{each['name']}</code>" in page


def test_choosing_items(house: House) -> None:
    """Parameters narrow down what is listed."""

    def ids(query: str) -> list[str]:
        items = house.web.get(f"/api/v1/items?{query}").json()["items"]
        return [item["id"] for item in items]

    assert len(ids("")) == 3
    assert len(ids("open=true")) == 3
    assert ids("owner=OMAR@acme.com&q=breaker") == ["PM-2026-0051-03"]
    assert ids("status=done") == []
    assert ids("overdue=true") == []
    assert ids("post_mortem=PM-1") == []
    findings = house.web.get("/api/v1/findings?rule=missing-owner").json()["findings"]
    assert [each["item"] for each in findings] == ["PM-2026-0051-02"]


def test_passes(house: House) -> None:
    """Every pass is listed with what it looked at and what came of it; a failed one with why."""
    (first,) = house.web.get("/api/v1/passes").json()["passes"]
    assert (first["keys"], first["complete"], first["failed"]) == ([EVERYTHING], True, None)
    assert first["outcomes"] == {"applied": 6}
    assert house.web.get("/api/v1/passes?limit=0").status_code == 400
    assert house.web.get("/api/v1/metrics?window=nonsense").status_code == 400


def test_a_pass_that_fails_is_told(house: House, company: Path) -> None:
    """A bug in a pass ends neither the service nor what else is asked; it is listed and counted."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("something is wrong")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("syncd.passes.reconcile", broken)
        with pytest.raises(RuntimeError):
            house.look(EVERYTHING)
    newest = house.web.get("/api/v1/passes").json()["passes"][0]
    assert newest["failed"] == "RuntimeError: something is wrong"
    assert "something is wrong" in house.web.get("/passes").text
    assert 'syncd_passes_total{outcome="failed",pass="everything"} 1.0' in (
        house.web.get("/metrics").text
    )
    house.look(EVERYTHING)
    assert house.web.get("/api/v1/passes").json()["passes"][0]["complete"]
