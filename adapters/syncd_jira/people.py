"""Whose account an owner's name or address is, and what the holder of an account may do.

Source: `findAssignableUsers` of Atlassian's description: a query finds the beginnings of names
and addresses, so that its first answer may be somebody else; addresses can be hidden, and
without the right to browse users the answer is empty. Only an exact match counts here, and only
if there is one; where addresses are hidden, account ids belong into `[people]`. On Data Center
the query is called `username` (its document 10.3.24).

What another account may do, Jira tells only administrators (`findUsersWithAllPermissions`: of the
site or the project; `getBulkPermissions`: of the site). Everybody who may browse users or assign
issues can ask whether an issue can be somebody's, which is granted to those who work on it. So
that is what counts here: whoever can own a ticket may command it.
"""

import re
from collections.abc import Mapping
from typing import Any

from syncd.model import TicketRef
from syncd.ports import Right
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


def right_of(client: Client, speech: Speech, ref: TicketRef, account: str) -> Right:
    """What an account may do with an issue; without the right to browse users nobody may write."""
    if not account:
        return Right.READ
    if account.casefold() == client.me().casefold():
        return Right.OWN
    asked = "accountId" if speech.cloud else "username"
    query: dict[str, str | int] = {"issueKey": ref.key, asked: account, "maxResults": _LOOKED_AT}
    people = client.send("GET", "/user/assignable/search", query=query).data or []
    active = {speech.account(each) for each in people if each.get("active", True)}
    return Right.WRITE if account in active else Right.READ


def _is_called(user: Mapping[str, Any], name: str, speech: Speech) -> bool:
    known = [user.get("emailAddress"), speech.account(user)]
    if "@" not in name:
        known.append(user.get("displayName"))
    return name.casefold() in {str(each).casefold() for each in known if each}
