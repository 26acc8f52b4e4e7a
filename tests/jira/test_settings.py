"""The table of the configuration: which Jira it is, and what is wrong with it."""

from typing import Any

import pytest
from pydantic import ValidationError

from syncd_jira.settings import TrackerSettings

CLOUD: dict[str, Any] = {"url": "https://acme.atlassian.net", "email": "b@acme.com", "token": "t"}


@pytest.mark.parametrize(
    ("table", "is_cloud"),
    [
        (CLOUD, True),
        ({"url": "http://127.0.0.1:8080", "email": "b@acme.com", "token": "t"}, True),
        ({"url": "http://127.0.0.1:8080", "token": "t"}, False),
        ({"url": "https://jira.acme.com/jira", "token": "t"}, False),
        ({"url": "https://jira.acme.com", "token": "t", "deployment": "data-center"}, False),
        ({**CLOUD, "url": "https://jira.acme.com", "deployment": "cloud"}, True),
    ],
)
def test_which_jira(table: dict[str, Any], is_cloud: bool) -> None:
    """An e-mail or Atlassian's own hosts mean Cloud, unless it is said otherwise."""
    assert TrackerSettings(**table).is_cloud is is_cloud


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({**CLOUD, "email": ""}, "no email: Jira Cloud wants to know"),
        ({**CLOUD, "token": ""}, "no token"),
        ({**CLOUD, "url": "acme.atlassian.net"}, "is no URL such as"),
        ({**CLOUD, "url": ""}, "no url"),
        ({**CLOUD, "priorities": {"P9": "x"}}, "P9|priorities"),
        ({**CLOUD, "isue_type": "Bug"}, "isue_type"),
    ],
)
def test_what_is_wrong_is_told(table: dict[str, Any], words: str) -> None:
    """Each mistake names its key and the way out, and never the token."""
    with pytest.raises(ValidationError, match=words):
        TrackerSettings(**table)


def test_a_trailing_slash_is_nothing() -> None:
    """Paths follow the URL, whether it ends in a slash or not."""
    assert TrackerSettings(**{**CLOUD, "url": f"{CLOUD['url']}/"}).url == CLOUD["url"]
