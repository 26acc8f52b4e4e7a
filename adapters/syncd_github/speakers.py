"""Which comments are syncd's own."""

from collections.abc import Mapping
from typing import Any

from syncd_github import said
from syncd_github.client import Client


class Speakers:
    """Tells syncd's comments from those of people, and asks who it is only when it has to."""

    def __init__(self, client: Client, app_id: int | None) -> None:
        """With an `app_id` syncd is that App, else the user whom the token belongs to."""
        self._client = client
        self._app_id = app_id

    def is_own(self, comment: Mapping[str, Any]) -> bool:
        """Whether syncd wrote a comment: it has a record, and the right author.

        Raises:
            PortError: it could not be asked who syncd is.
        """
        if not said.has_record(str(comment.get("body") or "")):
            return False
        if self._app_id is not None:
            app = comment.get("performed_via_github_app") or {}
            return bool(app.get("id") == self._app_id)
        return self._is_called(str((comment.get("user") or {}).get("login")))

    def is_me(self, login: str) -> bool:
        """Whether a login is syncd's own; only an App's ends like that of a bot.

        Raises:
            PortError: it could not be asked who syncd is.
        """
        is_bot = login.casefold().endswith("[bot]")
        return (is_bot or self._app_id is None) and self._is_called(login)

    def _is_called(self, login: str) -> bool:
        return login.casefold() == self._client.me().casefold()
