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


def config_path(invocation: Invocation) -> Path:
    """The configuration that is meant: `--config`, else `$SYNCD_CONFIG`, else `syncd.toml`."""
    return invocation.config or Path(os.environ.get("SYNCD_CONFIG") or DEFAULT)


def rule_names() -> Collection[str]:
    """Every name that may stand in `[rules]`."""
    from syncd.policy.rules import known_names

    return known_names()


def load_settings(invocation: Invocation) -> "Settings":
    """The configuration, checked.

    Raises:
        Failure: it cannot be used; exit 2.
    """
    from syncd.config import ConfigError, load

    try:
        return load(config_path(invocation), environ=os.environ, rules=rule_names())
    except ConfigError as error:
        raise Failure(str(error), Exit.USAGE) from None


def settings_if_any(invocation: Invocation) -> "Settings | None":
    """The configuration; None where nobody named one and there is no `syncd.toml`.

    Raises:
        Failure: there is one, and it cannot be used; exit 2.
    """
    path = config_path(invocation)
    return None if path == DEFAULT and not path.exists() else load_settings(invocation)
