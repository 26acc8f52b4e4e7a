"""Which post-mortems there are already, for one that is about to be written."""

from collections.abc import Collection, Sequence
from pathlib import Path

from syncd.config import Settings, folders
from syncd.passes.documents import open_sources, read_files, read_sources
from syncd.passes.pull import Reading
from syncd.ports import AgainError


def known_ids(
    settings: Settings | None, files: Collection[Path], *, here: Path
) -> Sequence[str | None]:
    """The id of each document; None where it has none but that of its path.

    Those are the documents of the sources, and `files` from the folder `here`. A document
    that cannot be read is known by its name; a source whose folder is not there yet has none.

    Raises:
        PortError: not every source could be read, so that an id may be taken.
    """
    from syncd.markdown.metadata import id_of

    headings = settings.headings if settings else ()
    reading = Reading()
    if settings:
        places = folders(settings)
        sources = {
            name: source
            for name, source in open_sources(settings).items()
            if name not in places or places[name].exists()
        }
        reading = read_sources(sources, headings, lambda *_: None)
    read_files(files, reading, {}, headings, here=here, sources_only=False)
    if reading.errors:
        raise AgainError("; ".join(f"{error.source}: {error.message}" for error in reading.errors))
    return [
        *(pm.id if pm.id_is_given else None for pm in reading.post_mortems.values()),
        *(id_of(key.path, None) for key in reading.problems),
    ]
