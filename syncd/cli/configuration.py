"""Where a command gets its configuration from."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation

if TYPE_CHECKING:
    from syncd.config import Settings

DEFAULT = Path("syncd.toml")
_USUAL_FOLDERS = ("post-mortems", "postmortems", "docs/post-mortems", "docs/postmortems")


def config_path(invocation: Invocation) -> Path:
    """The configuration that is meant: `--config`, else `$SYNCD_CONFIG`, else `syncd.toml`."""
    return invocation.config or Path(os.environ.get("SYNCD_CONFIG") or DEFAULT)


def rule_names() -> Collection[str]:
    """Every name that may stand in `[rules]`."""
    from syncd.policy.rules import known_names

    return known_names()


def load_settings(invocation: Invocation, *, documents_alone: bool = False) -> "Settings":
    """The configuration, checked; with `documents_alone` without what needs credentials.

    Raises:
        Failure: it cannot be used; exit 2.
    """
    from syncd.config import ConfigError, load

    try:
        return load(
            config_path(invocation),
            environ=os.environ,
            rules=rule_names(),
            documents_alone=documents_alone,
        )
    except ConfigError as error:
        raise Failure(str(error), Exit.USAGE) from None


def settings_if_any(invocation: Invocation, *, documents_alone: bool = False) -> "Settings | None":
    """The configuration; None where nobody named one and there is no `syncd.toml`.

    Raises:
        Failure: there is one, and it cannot be used; exit 2.
    """
    path = config_path(invocation)
    if path == DEFAULT and not path.exists():
        return None
    return load_settings(invocation, documents_alone=documents_alone)


def usual_folder() -> Path | None:
    """Where people keep post-mortems, if that is where they are here."""
    return next((folder for folder in map(Path, _USUAL_FOLDERS) if folder.is_dir()), None)
