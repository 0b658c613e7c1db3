"""The report in headless Chromium: it works, loads nothing, and runs nothing that is in the data."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pairloom.schemas import Rejection
from tests.pipelines.release.release_builder import make_release, synthetic_pair

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

SCRIPT = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"
REVERSED = "\u202eevil\u202c"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def hostile_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs and rejections with scripts, markup and direction marks in every field that is shown."""
    pairs = [synthetic_pair(number, target) for number in range(20) for target in ("go", "javascript")]
    pairs[30:] = [pair.add_gates(["compile", "tests"]) for pair in pairs[30:]]
    bad = replace(
        pairs[0],
        text=f"{SCRIPT} needle {REVERSED}",
        source_code=f"def f():\n    '''{SCRIPT}'''\n    return 1",
        target_code=f"func f() string {{\n\treturn `{SCRIPT}{REVERSED}`\n}}",
        function_name=SCRIPT,
        repository=SCRIPT,
        license=SCRIPT,
        model=SCRIPT,
        benchmark=SCRIPT,
        url="javascript:window.hacked=1",
    )
    rejection = Rejection(
        record_id="f" * 32,
        request_id="",
        target_language="go",
        stage="check",
        reason="syntax",
        detail=SCRIPT,
        payload=f"func f() int {{\n\t// {SCRIPT}\n\treturn 1\n}}\n\nfunc g( {{\n}}",
    )
    out = tmp_path_factory.mktemp("hostile") / "release"
    make_release(out, [replace(bad, pair_id=bad.expected_id()), *pairs[1:]], extra=[rejection])
    return out


class Page:
    """A report that is open, and all that it said and asked for."""

    def __init__(self, browser: Any, release: Path, **options: Any) -> None:
        self.page = browser.new_context(**options).new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto((release / "report.html").as_uri())

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))


@pytest.fixture
def opened(browser: Any, hostile_release: Path) -> Iterator[Page]:
    page = Page(browser, hostile_release, viewport={"width": 1400, "height": 900})
    yield page
    assert page.said == []
    assert [url[:7] for url in page.asked] == ["file://"]
    assert page.page.evaluate("window.hacked") is None


def test_head_and_figures(opened: Page) -> None:
    assert opened.text("#name") == "synthetic"
    assert "40" in opened.text("#numbers")
    assert opened.page.locator("figure svg").count() == 6
    assert opened.page.locator("figure [aria-label]").count() >= 6
    opened.page.locator("figure[data-figure=matrix] summary").click()
    assert "JavaScript" in opened.text("figure[data-figure=matrix] table")


def test_evidence_is_drawn_counted_and_shown(opened: Page) -> None:
    opened.page.locator("figure[data-figure=evidence] summary").click()
    numbers = opened.text("figure[data-figure=evidence] table")
    gates = (("parse", "20"), ("compile", "5"), ("tests", "5"))
    assert [line.split("\t") for line in numbers.splitlines()[1:]] == [
        ["Go", "parsed", "15"],
        ["Go", "executed", "5"],
        ["JavaScript", "parsed", "15"],
        ["JavaScript", "executed", "5"],
        *([language, gate, number] for language in ("Go", "JavaScript") for gate, number in gates),
    ]
    opened.page.select_option("#level", "executed")
    assert opened.text("#place") == "1 of 10"
    assert "parse, compile, tests" in opened.text("#row")


def test_paging_by_button_and_key(opened: Page) -> None:
    assert opened.text("#place") == "1 of 40"
    opened.page.click("#next")
    opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("j")
    assert opened.text("#place") == "4 of 40"
    opened.page.keyboard.press("k")
    opened.page.keyboard.press("ArrowLeft")
    opened.page.click("#previous")
    assert opened.text("#place") == "1 of 40" and opened.page.is_disabled("#previous")


def test_filters(opened: Page) -> None:
    opened.page.select_option("#target", "JavaScript")
    assert opened.text("#place") == "1 of 20"
    opened.page.select_option("#split", "test")
    split = int(opened.text("#place").split()[-1])
    assert 0 < split < 20
    opened.page.fill("#shortest", "100000")
    assert "No row is like that" in opened.text("#row")
    opened.page.fill("#shortest", "")
    opened.page.fill("#longest", "100000")
    assert opened.text("#place") == f"1 of {split}"


def test_search_in_text_and_code(opened: Page) -> None:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("NEEDLE")
    assert opened.text("#place") == "1 of 1"
    opened.page.keyboard.press("Escape")
    assert opened.page.evaluate("document.activeElement.id") != "search"
    opened.page.fill("#search", "scale7 = 7")
    assert opened.text("#place") == "1 of 2"
    assert opened.page.evaluate("CSS.highlights.get('found').size") == 2


def test_hostile_text_is_shown_and_not_run(opened: Page) -> None:
    opened.page.fill("#search", "needle")
    row = opened.text("#row")
    assert row.count("</script><script>window.hacked = 1</script>") >= 5
    assert "\\u202eevil\\u202c" in row and "\u202e" not in row
    assert opened.page.locator("#row a").count() == 0
    assert opened.page.locator("#row img, #row script").count() == 0


def test_rejections_with_the_broken_line(opened: Page) -> None:
    opened.page.check("input[value=rejections]", force=True)
    opened.page.select_option("#reason", "check: syntax")
    assert opened.text("#place") == "1 of 4"
    opened.page.fill("#search", "hacked")
    assert opened.page.is_hidden("#split") and opened.page.is_visible("#reason")
    assert "func g(" in opened.text(".line.broken")
    opened.page.fill("#search", "")
    opened.page.select_option("#reason", "read: invalid_json")
    assert "data.jsonl, line 7" in opened.text("#row")


def test_an_address_names_a_row(browser: Any, hostile_release: Path) -> None:
    first = Page(browser, hostile_release)
    first.page.keyboard.press("j")
    first.page.keyboard.press("j")
    url, name = first.page.url, first.text("#row-title")
    second = Page(browser, hostile_release)
    second.page.goto(url)
    assert second.text("#row-title") == name and second.text("#place") == "3 of 40"


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen(browser: Any, hostile_release: Path, width: int, scheme: str) -> None:
    opened = Page(browser, hostile_release, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = (
        opened.page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor")
    )
    assert contrast(ink, paper) > 7
    assert opened.said == []


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, "rgb(1, 2, 3)" (WCAG 2.2, relative luminance)."""

    def luminance(color: str) -> float:
        parts = [int(part) / 255 for part in color.removeprefix("rgb(").removesuffix(")").split(",")]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_control_has_a_name(opened: Page) -> None:
    for role in ("searchbox", "combobox", "spinbutton", "button", "radio"):
        for control in opened.page.get_by_role(role).all():
            name = control.evaluate("e => e.labels?.[0]?.innerText || e.innerText || e.getAttribute('aria-label')")
            assert name and name.strip(), role


def test_an_empty_release_opens(browser: Any, tmp_path: Path) -> None:
    make_release(tmp_path / "release", pairs=[])
    opened = Page(browser, tmp_path / "release")
    assert opened.said == [] and "Nothing was kept" in opened.text("#lead")
    assert opened.page.is_checked("input[value=rejections]")
