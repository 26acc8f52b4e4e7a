"""The pages in a real browser: Chromium of the system, driven by Playwright."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CONFIG, POST_MORTEM
from tests.service.process import Service, served

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PATHS = ["/", "/?status=all", "/review", "/passes", "/api/v1", "/post-mortems/PM-2026-0051"]
EVIL = "<script>alert(1)</script>"

playwright = pytest.importorskip(
    "playwright.sync_api", reason="pip install playwright runs the tests of pages"
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service over a hostile company."""
    folder: Path = tmp_path_factory.mktemp("company")
    (folder / "syncd.toml").write_text(CONFIG)
    (folder / "post-mortems").mkdir()
    hostile = POST_MORTEM.replace("Payment outage", EVIL).replace("Alert on", f"{EVIL} on")
    (folder / "post-mortems" / "payments.md").write_text(hostile)
    with served(folder, {}, "--now", "2026-03-20T09:00:00Z") as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser without a screen."""
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(params=["light", "dark"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page that notes what it loads and complains about."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    opened.said, opened.loaded = [], []
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.said.append("a dialog"), dialog.dismiss()))
    opened.on("request", lambda sent: opened.loaded.append(sent.url))
    yield opened
    opened.close()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_loaded_from_elsewhere(page: Any, service: Service, path: str) -> None:
    """No error on the console, no script that ran, no request to another host, in both schemes."""
    answer = page.goto(f"{service.url}{path}")
    assert answer.status == 200
    assert page.said == []
    assert page.loaded
    assert all(url.startswith(f"{service.url}/") for url in page.loaded)
    assert page.locator("h1").count() == 1
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_narrow_screens(page: Any, service: Service, width: int) -> None:
    """Nothing sticks out sideways, on a phone or at 200 % of a laptop."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        page.goto(f"{service.url}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"


def test_the_keyboard_is_enough(page: Any, service: Service) -> None:
    """By keyboard alone: skip to the content, search, and have the answer in the address."""
    page.goto(f"{service.url}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.locator("input[name=q]").focus()
    page.keyboard.type("runbook")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=runbook**")
    assert page.locator("#items-title ~ .scroll tbody tr").count() == 1


def test_contrast(page: Any, service: Service) -> None:
    """Every text has a contrast of 4.5 to 1 with what is behind it, in both schemes."""
    for path in PATHS:
        page.goto(f"{service.url}{path}")
        weak = page.evaluate(_WEAK)
        assert weak == [], f"{path}: {weak}"


def test_paper(page: Any, service: Service, tmp_path: Path) -> None:
    """Printed, there is no form and no navigation, and everything folded is open."""
    page.goto(f"{service.url}/")
    page.emulate_media(media="print")
    assert not page.locator(".filters").is_visible()
    assert not page.locator(".top nav").is_visible()
    assert page.pdf(path=str(tmp_path / "page.pdf"))[:4] == b"%PDF"


_WEAK = """() => {
  const parse = c => (c.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const f = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    const skipped = ['OPTION', 'SELECT', 'PROGRESS'].includes(e.tagName);
    if (!walker.currentNode.textContent.trim() || skipped) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return [...weak];
}"""
