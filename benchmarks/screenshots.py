"""The pages as people see them, over the demo's company: in `screenshots/`, for eyes."""

import shutil
import tempfile
from pathlib import Path

import click

from syncd.demo import DEMO_NOW, tell
from tests.service.process import served

PAGES = {
    "action-items": "/",
    "everything": "/?status=all&sort=owner",
    "post-mortem": "/post-mortems/PM-2026-0051",
    "review": "/review",
    "passes": "/passes",
    "api": "/api/v1",
}
_LATER = "2026-04-20T09:00:00Z"  # some weeks after the demo, so that there is something to see


@click.command()
@click.option("--to", default="screenshots", type=click.Path(path_type=Path), show_default=True)
def main(to: Path) -> None:
    """Take pictures of every page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("SKIPPED: apt-get install chromium, and pip install playwright")
        return
    to.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tell(Path(folder), now=DEMO_NOW, echo=lambda _text: None)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served(Path(folder), {}, "--now", _LATER) as service:
            service.wait_until_ready()
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": 1280, "height": 900},
                    color_scheme="dark" if scheme == "dark" else "light",
                )
                for name, path in PAGES.items():
                    page.goto(f"{service.url}{path}")
                    page.screenshot(path=to / f"{name}-{scheme}.png", full_page=True)
                    if scheme == "light":
                        page.pdf(path=to / f"{name}.pdf")
                page.close()
            service.end()
        browser.close()
    print(f"{len(list(to.iterdir()))} files in {to}/")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.screenshots")
