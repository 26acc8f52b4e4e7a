"""Whose account an owner's name or address is.

Source: `findAssignableUsers` of Atlassian's description: a query finds the beginnings of names
and addresses, so that its first answer may be somebody else; addresses can be hidden, and
without the right to browse users the answer is empty. Only an exact match counts here, and only
if there is one; where addresses are hidden, account ids belong into `[people]`. On Data Center
the query is called `username` (its document 10.3.24).
"""

import re
from collections.abc import Mapping
from typing import Any

from syncd_jira.client import Client
from syncd_jira.speech import Speech

_ACCOUNT_ID = re.compile(r"[0-9a-f]{24}|\d+:[0-9a-f-]{36}")
_LOOKED_AT = 100


def find_account(client: Client, speech: Speech, project: str, person: str) -> str | None:
    """The account to whom issues of a project can be assigned, if somebody is called like that."""
    name = person.strip().removeprefix("@")
    if not name:
        return None
    by_id = speech.cloud and _ACCOUNT_ID.fullmatch(name)
    asked = "accountId" if by_id else "query" if speech.cloud else "username"
    query: dict[str, str | int] = {"project": project, asked: name, "maxResults": _LOOKED_AT}
    people = client.send("GET", "/user/assignable/search", query=query).data or []
    exact = [each for each in people if each.get("active", True) and _is_called(each, name, speech)]
    found = {account for each in exact if (account := speech.account(each))}
    return found.pop() if len(found) == 1 else None


def _is_called(user: Mapping[str, Any], name: str, speech: Speech) -> bool:
    known = [user.get("emailAddress"), speech.account(user)]
    if "@" not in name:
        known.append(user.get("displayName"))
    return name.casefold() in {str(each).casefold() for each in known if each}
