"""A phone of 390 pixels on which the main parts of many pages are measured in a single page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, Page

WIDTH, HEIGHT = 390, 800
#: Defines what is measured in the main part of a page: each word over two lines, numbers, days and
#: codes of sentences too; cells below 8 characters; what is wider than the phone.
#: What has no break in more than 24 characters is an address, and may be broken.
MEASURES: Final = r"""
const SKIPPED = "svg, script, style, pre, code, textarea, details:not([open]), .skip";
const WORD = /S\d\d-\d\d|\d{4}-\d\d-\d\d(?![-\w])|\p{N}+(?:[.,:]\p{N}+)+|[\p{L}\p{N}]+/gu;
function broken(main) {
  const found = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(SKIPPED)) continue;
    for (const word of node.data.matchAll(WORD)) {
      const before = node.data.slice(0, word.index).match(/\S*$/)[0];
      const after = node.data.slice(word.index).match(/^\S*/)[0];
      if ((before + after).length > 24) continue;
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const boxes = [...range.getClientRects()];
      const lowest = Math.max(...boxes.map((box) => box.top));
      if (boxes.some((box) => box.bottom <= lowest + 1)) found.push(`broken: ${word[0]}`);
    }
  }
  return found;
}
function narrow(main) {
  return [...main.querySelectorAll("td")].filter((cell) => {
    const box = cell.getBoundingClientRect();
    const room = 8 * parseFloat(getComputedStyle(cell).fontSize) * 0.5;
    return cell.textContent.trim().length > 8 && box.width && box.width < room;
  }).map((cell) => `narrow: ${cell.textContent.trim().slice(0, 40)}`);
}
function wide(main) {
  const room = document.documentElement.clientWidth;
  const tables = [...main.querySelectorAll("table")];
  const over = tables.filter((table) => table.getBoundingClientRect().right > room + 1)
    .map((table) => `a table wider than the phone: ${table.textContent.trim().slice(0, 30)}`);
  const isOver = document.documentElement.scrollWidth > room;
  return isOver ? [...over, "the page scrolls sideways"] : over;
}
function measured() {
  const main = document.querySelector("main");
  return [...broken(main), ...narrow(main), ...wide(main)].slice(0, 8);
}
"""
#: Shows the main part of one page after the other in the frame of the first, and measures each.
EACH: Final = f"""async (addresses) => {{
  {MEASURES}
  const found = {{}};
  for (const address of addresses) {{
    const text = await (await fetch(address, {{headers: {{Accept: "text/html"}}}})).text();
    const other = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    document.querySelector("main").replaceWith(document.adoptNode(other));
    const faults = measured();
    if (faults.length) found[address] = faults;
  }}
  return found;
}}"""


@contextmanager
def phone_at(browser: Browser, url: str) -> Iterator[Page]:
    """Open the one page in which all others are measured."""
    context = browser.new_context(base_url=url, viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.goto("/about?lang=en")
    yield page
    context.close()


def faults(phone: Page, addresses: Sequence[str]) -> Mapping[str, Any]:
    """Return what is broken, too narrow or too wide, by the address of the page."""
    found: Mapping[str, Any] = phone.evaluate(EACH, addresses)
    return found
