"""How Linear says no.

Most errors come with HTTP 200: `errors` beside `data: null`, since the fields are not nullable.
What can be told apart is in `extensions`: `type` (the words by which Linear's own client decides,
`packages/sdk/src/error.ts`), `code`, `userPresentableMessage`.

Seen on the live service, as their authors report: a missing entity (`INPUT_ERROR`, "Could not
find referenced Issue.") and bad arguments (`INVALID_INPUT` with `validationErrors`) with HTTP 200
(sortie-ai, "Linear adapter", live-verified); an id that is taken, "conflict on insert of Issue"
(several, among them jlevy/tbd, "A duplicate id hard-errors"); a query that is too complex with
HTTP 400 (contentful-labs/gqli.rb#23); a missing or wrong token with 401, an API key after
`Bearer` with 400. Label errors: linear/linear#159, coalesce-labs/catalyst#1423 and #3290.
"""

from typing import Any

from graphql import GraphQLError

from syncd.testing.exchange import Answer, RefusedError

_STATUS = {
    "AUTHENTICATION_ERROR": 401,
    "FORBIDDEN": 403,
    "RATELIMITED": 429,
    "INTERNAL_SERVER_ERROR": 500,
}


def extensions(type_: str, code: str, presentable: str, **more: Any) -> dict[str, Any]:
    """What an error says beside its message."""
    status = _STATUS.get(code, 400)
    return {
        "type": type_,
        "code": code,
        "statusCode": status,
        "userError": status < 500,
        "userPresentableMessage": presentable,
        **more,
    }


def not_found(entity: str) -> GraphQLError:
    """There is no such thing, or it cannot be seen: Linear does not tell which."""
    said = extensions("invalid input", "INPUT_ERROR", f"Could not find referenced {entity}.")
    return GraphQLError(f"Entity not found: {entity}", extensions=said)


def conflict(entity: str, id_: str) -> GraphQLError:
    """An id that a client chose is taken."""
    presentable = f"Entity {entity} with id {id_} already exists."
    said = extensions("invalid input", "INPUT_ERROR", presentable)
    return GraphQLError(f"conflict on insert of {entity}", extensions=said)


def refused(message: str, presentable: str) -> GraphQLError:
    """The input is well-formed and cannot be."""
    return GraphQLError(message, extensions=extensions("invalid input", "INPUT_ERROR", presentable))


def bad_argument(name: str, constraint: str, told: str) -> GraphQLError:
    """A value out of its bounds."""
    validation = [{"property": name, "constraints": {constraint: told}}]
    said = extensions("invalid input", "INVALID_INPUT", f"{told}.", validationErrors=validation)
    return GraphQLError("Argument Validation Error", extensions=said)


def forbidden(told: str) -> GraphQLError:
    """Not for this account."""
    return GraphQLError("Forbidden", extensions=extensions("forbidden", "FORBIDDEN", told))


def answer(status: int, message: str, said: dict[str, Any]) -> Answer:
    """A whole answer that is one error: nothing was carried out."""
    error = {"message": message, "extensions": {**said, "http": {"status": status}}}
    return Answer(status, {"errors": [error]})


def unauthenticated() -> RefusedError:
    """No token, or one that nobody has."""
    presentable = "You need to authenticate to access this operation."
    said = extensions("authentication error", "AUTHENTICATION_ERROR", presentable)
    message = "Authentication required, not authenticated"
    return RefusedError(401, answer(401, message, said).body)


def key_as_bearer() -> RefusedError:
    """A personal API key goes into the header as it is; only OAuth tokens are bearer tokens."""
    message = (
        "It looks like you're trying to use an API key as a Bearer token. Remove the Bearer"
        " prefix from the Authorization header."
    )
    said = extensions("invalid input", "INPUT_ERROR", message)
    return RefusedError(400, answer(400, message, said).body)


def too_complex(cost: float, most: int) -> RefusedError:
    """One query asks for too much at once."""
    told = f"The query is too complex. Complexity: {cost:g}. Maximum allowed complexity: {most}."
    said = extensions("invalid input", "INPUT_ERROR", told)
    return RefusedError(400, answer(400, "Query too complex", said).body)


def limited(status: int = 400) -> Answer:
    """Too many requests, or too complex ones; documented with 400, and 429 is reckoned with.

    The error itself says 429 (vanillagreencom/kendex#1018).
    """
    told = "You have exceeded the rate limit. Please try again later."
    return answer(status, "Rate limit exceeded", extensions("ratelimited", "RATELIMITED", told))


def broken(status: int) -> Answer:
    """What a gateway in front of the service says."""
    return Answer(status, f"<html><head><title>{status}</title></head></html>")
