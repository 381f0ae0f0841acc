"""A real Chromium against the real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from surroundings import component_missing


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        component_missing("Chromium; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-quic"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Open a page that may talk to the server only and must not complain."""
    context = browser.new_context(base_url=url, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    elsewhere: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(url) else elsewhere.append(r.url))
    yield page
    context.close()
    assert elsewhere == []
    assert [text for text in complaints if "status of 40" not in text] == []


@pytest.fixture
def browser_without_scripts(browser: Browser, url: str) -> Iterator[Page]:
    """Open a page in a browser that runs no scripts."""
    context = browser.new_context(base_url=url, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def project_source(project: Path) -> Path:
    """Return the source tree, which has the front end's packages once it was built."""
    return project


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path | None:
    """Return the folder that pictures go to, if the user asked for them."""
    folder = request.config.getoption("--screenshots")
    if folder is None:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
