"""What makes a site of the pages: those from elsewhere in the repository join, links follow.

On the disk every link leads to a file of the repository, as whoever reads it there expects. On
the site it leads to the page of that file; where there is none, only its text is left.
"""

import os.path
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
ELSEWHERE: Mapping[str, str] = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "deploy/github-action/README.md": "deploy/github-action.md",
}
_DOCS = "docs"
_FENCE = re.compile(r"^(```.*?^```$)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give every page its place: a folder is a part of the site, in which names sort."""
    config.nav = [
        "index.md",
        "tutorial.md",
        {"How to": [*_folder("how-to"), "deploy/github-action.md"]},
        {"Reference": _folder("reference")},
        {"Explanation": _folder("explanation")},
        {
            "Decisions": sorted(
                _folder("decisions"), key=lambda page: not page.endswith("README.md")
            )
        },
        {"Project": ["contributing.md", "changes.md"]},
    ]
    return config


def _folder(name: str) -> list[str]:
    return sorted(f"{name}/{path.name}" for path in (ROOT / _DOCS / name).glob("*.md"))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie outside of docs/."""
    for source, place in ELSEWHERE.items():
        text = (ROOT / source).read_text("utf-8")
        files.append(File.generated(config, place, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """The text of a page, with links as the site has them; what is in fences stays."""
    place = page.file.src_uri
    parts = _FENCE.split(markdown)
    return "".join(
        part if part.startswith("```") else _LINK.sub(lambda match: _link(match, place), part)
        for part in parts
    )


def _link(match: re.Match[str], place: str) -> str:
    text, target, anchor = match["text"], match["target"], match["anchor"] or ""
    if not target or "://" in target:
        return match[0]
    sources = {to: source for source, to in ELSEWHERE.items()}
    source = sources.get(place) or f"{_DOCS}/{place}"
    meant = os.path.normpath(PurePosixPath(source).parent / target)
    if (ROOT / meant).is_dir():
        meant = f"{meant}/README.md"
    page = ELSEWHERE.get(meant)
    if page is None and meant.startswith(f"{_DOCS}/"):
        page = meant.removeprefix(f"{_DOCS}/")
    if page is None or not (meant in ELSEWHERE or (ROOT / meant).exists()):
        return text
    return f"[{text}]({os.path.relpath(page, PurePosixPath(place).parent)}{anchor})"
