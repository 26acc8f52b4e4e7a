"""Where on this machine the documents of a configuration lie."""

from collections.abc import Mapping
from pathlib import Path

from syncd.config.settings import Settings


def folders(settings: Settings) -> Mapping[str, Path]:
    """The folder of each source whose documents are files here, by the name of the source."""
    return {
        name: source.kind.folder(source.opening, source.settings)
        for name, source in settings.sources.items()
        if source.kind.folder is not None
    }
