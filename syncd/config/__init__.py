"""The configuration: a TOML file, the environment over it, secrets from files.

In: the path of the file, the environment, and the names of the rules that exist.
Out: `Settings`, frozen and checked as a whole, with the adapters that it names found but
not opened; or one `ConfigError` that lists everything that is wrong and the way out.
It must not open a source, a tracker, a notifier or the store, and never show the value of a secret.
"""

from syncd.config.errors import ConfigError
from syncd.config.load import load
from syncd.config.places import folders
from syncd.config.settings import (
    ConfiguredNotifier,
    ConfiguredSource,
    ConfiguredTracker,
    Settings,
)
from syncd.config.tables import ServiceTable

__all__ = [
    "ConfigError",
    "ConfiguredNotifier",
    "ConfiguredSource",
    "ConfiguredTracker",
    "ServiceTable",
    "Settings",
    "folders",
    "load",
]
