"""What `syncd doctor` looks at in Slack; it says nothing to anybody.

Source: docs.slack.dev, "Web API": each answer lists the token's scopes in `X-OAuth-Scopes`; which
ones a method needs stands in its reference.
"""

from collections.abc import Iterator, Sequence

from syncd.ports import Check, PortError
from syncd_slack.client import Client

_NEEDED = {
    "users:read.email": "nobody can be found by their address",
    "im:write": "nobody can be written to",
    "chat:write": "nothing can be sent",
}
_READ_BACK = "im:history"
_COMMANDS = "commands"  # Slack adds it with the first slash command


def look_around(client: Client, subject: str, *, posts: bool, commands: bool) -> Sequence[Check]:
    """Who syncd is there, and which scopes are missing.

    `posts` if reviews go to a channel, `commands` if people are to ask by the slash command.
    """
    try:
        known = client.read("auth.test", "asking who it is")
    except PortError as error:
        return [Check(subject, ok=False, message=str(error))]
    told = f"syncd is {known.get('user')} in the workspace {known.get('team')}"
    checks = [Check(subject, ok=True, message=told)]
    if client.scopes is None:
        message = "Slack does not say what the token may do, so that is not checked"
        return [*checks, Check(subject, ok=True, message=message)]
    checks += _scopes(subject, client.scopes)
    if commands and _COMMANDS not in client.scopes:
        message = "without commands nobody can ask by /syncd, though signing_secret is set"
        hint = "add the slash command to the app and install the app again"
        checks.append(Check(subject, ok=False, message=message, hint=hint))
    if posts and "chat:write" in client.scopes and "chat:write.public" not in client.scopes:
        message = "the review can be posted where the app was invited"
        hint = "say /invite @NAME in the channel, or add the scope chat:write.public"
        checks.append(Check(subject, ok=True, message=message, hint=hint))
    return checks


def _scopes(subject: str, scopes: frozenset[str]) -> Iterator[Check]:
    for scope, lacks in _NEEDED.items():
        if scope not in scopes:
            hint = f"add {scope} to the bot token's scopes and install the app again"
            yield Check(subject, ok=False, message=f"without {scope} {lacks}", hint=hint)
    if _READ_BACK not in scopes:
        message = "without im:history it cannot be read back what was said: once the store is lost,"
        hint = "add im:history to the bot token's scopes and install the app again"
        yield Check(
            subject, ok=False, message=f"{message} digests wait for the next day", hint=hint
        )
