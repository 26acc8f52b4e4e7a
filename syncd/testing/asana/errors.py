"""Errors as Asana words them: `{"errors": [{"message": ..., "help": ...}]}`.

Source: the schema `ErrorResponse` of the official description, and the page on errors
(Asana/developer-docs, `_errors.html.md`), which has `Not Authorized`, `NAME: Missing input` and
the phrase of a 500. The other words are those that people quoted on forum.asana.com: 67666 and
95502 (no access), 19570 and 1011489 (no such ID), 538741 (offset), 44096, 69643, 77626, 808508
(tasks), 106546 and 189341 (plans). Where nobody is known to have quoted them, a comment says so.
"""

from typing import Any

from syncd.testing.exchange import RefusedError

HELP = (
    "For more information on API status codes and how to handle them, read the docs on errors:"
    " https://developers.asana.com/docs/errors"
)
WORDS = {
    401: "Not Authorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    429: "You've made too many requests and hit a rate limit. Please retry after the given"
    " amount of time.",
    500: "Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
PHRASE = "6 sad squid snuggle softly"


def body_of(status: int, *messages: str) -> dict[str, Any]:
    """The body of an error; a 500 has a phrase that Asana's support understands."""
    told = [{"message": message, "help": HELP} for message in messages or (WORDS[status],)]
    if status == 500:
        told = [{**each, "phrase": PHRASE} for each in told]
    return {"errors": told}


def refused(status: int, *messages: str, **headers: str) -> RefusedError:
    """The error of that status; without messages in the words that belong to it."""
    return RefusedError(status, body_of(status, *messages), **headers)


def missing(name: str) -> RefusedError:
    """Something that is needed was not given."""
    return refused(400, f"{name}: Missing input")


def no_id(name: str, value: object) -> RefusedError:
    """What stands where a gid should is none."""
    return refused(400, f"{name}: Not a recognized ID: {value}")


def unknown(kind: str, gid: str) -> RefusedError:
    """There is nothing of that gid, or not any more."""
    return refused(404, f"{kind}: Unknown object: {gid}")


def no_access(kind: str) -> RefusedError:
    """It is there, but not for the asker."""
    return refused(403, f"You do not have access to this {kind}.")


def not_writable(name: str) -> RefusedError:
    """This property is set by a request of its own."""
    return refused(400, f"{name}: Cannot write this property")
