"""The remote link from an issue to its post-mortem: the back-link that people see.

Source: `createOrUpdateRemoteIssueLink` of Atlassian's description: a link of a global id that
is there already is replaced, so that it can be repeated; what is left out becomes null; the
global id has at most 255 characters.
"""

import hashlib

from syncd.model import Identity
from syncd_jira.client import Client

_LONGEST_ID = 255
_ID = "syncd:"


def put_link(client: Client, number: str, identity: Identity, url: str) -> None:
    """Let an issue link its post-mortem; a `url` that is only a path cannot be linked.

    Raises:
        PortError: the link was not made.
    """
    if not is_address(url):
        return
    body = {
        "globalId": global_id(identity.item),
        "application": {"type": "syncd", "name": "syncd"},
        "relationship": "is an action item of",
        "object": {
            "url": url,
            "title": f"Post-mortem {identity.post_mortem}",
            "summary": f"Action item {identity.item}",
        },
    }
    client.send("POST", f"/issue/{number}/remotelink", body=body)


def is_address(url: str) -> bool:
    """Whether something can be linked."""
    return url.startswith(("http://", "https://"))


def global_id(item: str) -> str:
    """What the link of an item is known by."""
    if len(_ID + item) <= _LONGEST_ID:
        return _ID + item
    return _ID + hashlib.sha256(item.encode()).hexdigest()
