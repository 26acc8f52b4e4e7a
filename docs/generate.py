"""Rewrites the generated blocks of all pages, or checks that they are up to date.

python -m docs.generate [--check]
"""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

import click

from docs import digests, on_tickets, prometheus, reference, story

ROOT = Path(__file__).parents[1]
BLOCKS: Mapping[str, Callable[[], str]] = {
    **reference.BLOCKS,
    **story.BLOCKS,
    **on_tickets.BLOCKS,
    **prometheus.BLOCKS,
    **digests.BLOCKS,
}

_BLOCK = re.compile(
    r"^<!-- begin (?P<name>\S+) -->\n(?P<text>.*?)^<!-- end (?P=name) -->$",
    re.DOTALL | re.MULTILINE,
)


def pages(root: Path) -> Iterator[Path]:
    """Every page of the documentation."""
    yield from sorted(root.glob("*.md"))
    for folder in ("docs", "deploy"):
        yield from sorted((root / folder).rglob("*.md"))


def generated(page: str) -> str:
    """A page with its blocks as they are today.

    Raises:
        click.ClickException: it names a block that nothing generates.
    """
    return _BLOCK.sub(_block, page)


def _block(match: re.Match[str]) -> str:
    name = match["name"]
    if name not in BLOCKS:
        known = ", ".join(sorted(BLOCKS))
        raise click.ClickException(f"nothing generates the block {name!r}; there are {known}")
    return f"<!-- begin {name} -->\n\n{BLOCKS[name]().strip()}\n\n<!-- end {name} -->"


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and show what is stale.")
@click.option("--root", type=click.Path(path_type=Path), default=ROOT, help="The checkout.")
def main(*, check: bool, root: Path) -> None:
    """Rewrite the generated blocks of README.md, docs/ and the other pages."""
    stale = 0
    for path in pages(root):
        before = path.read_text("utf-8")
        after = generated(before)
        if after == before:
            continue
        stale += 1
        name = str(path.relative_to(root))
        if check:
            lines = unified_diff(
                before.splitlines(), after.splitlines(), name, "today", lineterm=""
            )
            click.echo("\n".join(lines))
        else:
            path.write_text(after, "utf-8")
            click.echo(f"wrote {name}")
    if check and stale:
        raise click.ClickException(f"{stale} stale; `make docs` writes them again")


if __name__ == "__main__":
    main()
