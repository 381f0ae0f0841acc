"""Every word of a page is in the reader's language, or marked with the language that it is in.

What is looked at are all texts of a page and those attributes that are read out or shown.  A word
is in the wrong language if its letters are: Latin letters in Russian, Cyrillic ones in English.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from every_page import ReadPage, parsed
from nrr_graph.describe.lists import LISTS, ORDERS
from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS
from nrr_graph.mediatypes import HTML as HTML_FORMAT
from nrr_graph.namespaces import NRR
from nrr_graph.release.export import EXPORT_FORMATS
from nrr_graph.release.release import Release
from nrr_graph.web.language import messages

HTML = {"Accept": "text/html"}
#: Elements whose text is no text of any language.
CODE = frozenset({"code", "kbd", "samp", "textarea", "script", "style"})
#: Elements and attributes that cannot say of a part of their text in which language it is.
PLAIN = frozenset({"title", "option"})
SHOWN = ("title", "alt", "aria-label", "aria-description", "placeholder", "label")
CYRILLIC = frozenset({"ru", "uk"})
#: Any language: a text made of names alone has no other one.
ANY = frozenset({"mul", "zxx", "und"})
LATIN_WORDS = re.compile(r"[A-Za-zÀ-ɏ][\w.’'&+-]*(?: [A-Za-zÀ-ɏ][\w.’'&+-]*)*")
CYRILLIC_WORDS = re.compile(r"[Ѐ-ӿ][\w.’-]*(?: [Ѐ-ӿ][\w.’-]*)*")
#: What is no word: addresses, file names, identifiers and versions.
NO_WORD = re.compile(r"\S*(?:[/@#:_=<>{}?$]|\d)\S*|[\w-]+\.[a-z]{2,7}\b")
#: Names of formats, standards and programs, which are the same in every language.
NAMES = frozenset(
    {choice.label for choice in (*EXPORT_FORMATS, *SOLUTION_FORMATS, *GRAPH_FORMATS)}
    | {"BibTeX", "CSL-JSON", "RIS", "GeoJSON", "Atom", "VoID", "DCAT", "DQV", "OpenAPI", "SHA-256"}
    | {"Wikidata", "Wikibase", "Wikibase API", "REST API", "QuickStatements", "Graph Store"}
    | {"API Wikibase", "SPARQL", "SHACL", "RDF", "IRI", "Python", "R", "curl", "nrr-graph"}
    | {"Apache", "Excel"}
)


#: Words that stand in addresses.
CODES = {*LISTS, *ORDERS, "latest", *(choice.suffix for choice in (*GRAPH_FORMATS, HTML_FORMAT))}


@dataclass(frozen=True)
class Text:
    """A text of a page: in which language it stands, where, and whether it can be marked."""

    language: str
    where: str
    text: str
    is_plain: bool


def texts_of(root: ET.Element) -> list[Text]:
    """Return the texts of a page."""
    return list(_texts(root, "", is_plain=False))


def _texts(element: ET.Element, language: str, *, is_plain: bool) -> Iterator[Text]:
    if not isinstance(element.tag, str):
        return  # A comment.
    tag, own = element.tag.rpartition("}")[2], element.get("lang", language)
    is_plain = is_plain or tag in PLAIN
    for name in (*SHOWN, *(["content"] if _describes(element) else [])):
        yield Text(own, f"{tag}@{name}", element.get(name, ""), is_plain=True)
    if tag not in CODE:
        yield Text(own, tag, element.text or "", is_plain)
        for child in element:
            yield from _texts(child, own, is_plain=is_plain)
            yield Text(own, tag, child.tail or "", is_plain)


def _describes(element: ET.Element) -> bool:
    """Tell whether an element of the head tells in words what the page is."""
    name = element.get("name") or element.get("property") or ""
    return name in ("description", "og:title", "og:description", "og:site_name", "og:image:alt")


class Permitted:
    """The foreign words that may stand in a text: names that the data give so, quoted titles."""

    def __init__(self, release: Release) -> None:
        literals = [q.object for q in release.store if isinstance(q.object, ox.Literal)]
        in_russian = {one.value for one in literals if one.language in CYRILLIC}
        in_english = {one.value for one in literals if one.language == "en"}
        in_russian |= {*messages("ru").values(), *messages("errors.ru").values()}
        self.latin = NAMES | {run for text in in_russian for run in _runs(LATIN_WORDS, text)}
        self.cyrillic = {run for text in in_english for run in _runs(CYRILLIC_WORDS, text)}
        title = ox.NamedNode(NRR + "title")
        found = (quad.object for quad in release.store.quads_for_pattern(None, title, None))
        titles = {one.value for one in found if isinstance(one, ox.Literal)}
        longest_first = sorted(titles, key=lambda text: (-len(text), text))
        self._titles = re.compile("|".join(map(re.escape, longest_first)))

    def foreign(self, text: Text) -> list[str]:
        """Return the words of a text that are in another language than it says."""
        if text.language in ANY:
            return []
        told = self._titles.sub(" ", text.text) if text.is_plain else text.text
        is_russian = text.language in CYRILLIC
        runs = _runs(LATIN_WORDS if is_russian else CYRILLIC_WORDS, told)
        if text.where == "pre":  # What an error quotes: words of addresses and of queries.
            runs = [run for run in runs if run not in CODES and not run.isupper()]
        allowed = self.latin if is_russian else self.cyrillic
        if told.rstrip().endswith(("...", "…")):  # The last words may be the beginning of others.
            allowed = allowed | {
                run for run in runs[-1:] if any(w.startswith(run) for w in allowed)
            }
        return [run for run in runs if run not in allowed]


def _runs(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the words of a script that stand together."""
    return [run.rstrip(".’'-") for run in pattern.findall(NO_WORD.sub(" | ", text))]


@pytest.fixture(scope="module")
def permitted(release: Release) -> Permitted:
    return Permitted(release)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_word_is_in_the_language_that_its_element_names(
    every_page: Callable[[str], Sequence[ReadPage]], permitted: Permitted, language: str
) -> None:
    pages = every_page(language)
    assert len(pages) > 150
    found = {
        (text.where, run, page.address)
        for page in pages
        for text in texts_of(page.root)
        for run in permitted.foreign(text)
    }
    assert sorted(found) == []


#: How numbers are grouped and words are quoted in the other language.
OF_THE_OTHER = {
    "en": re.compile("[«»„]|\\d[\u00a0\u202f]\\d{3}\\b"),
    "ru": re.compile(r"[“”]|\b\d{1,3}(?:,\d{3})+\b"),
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_numbers_and_quotation_marks_are_written_as_the_language_has_them(
    every_page: Callable[[str], Sequence[ReadPage]], language: str
) -> None:
    found = {
        (text.where, text.text.strip(), page.address)
        for page in every_page(language)
        for text in texts_of(page.root)
        if text.language == language and OF_THE_OTHER[language].search(text.text)
    }
    assert sorted(found) == []


WRONG_WORDS = [
    ('<html lang="ru"><p>Здесь слово word.', ["word"]),
    ('<html lang="ru"><p>Здесь <q lang="en">word</q> и <code>word</code>.', []),
    ('<html lang="ru"><img alt="a picture">', ["a picture"]),
    ('<html lang="ru"><svg><title>some words</title></svg>', ["some words"]),
    ('<html lang="ru"><p>Файл /data/nrr.ttl, S01-08, Turtle.', []),
    ('<html lang="en"><p>The word слово, <span lang="ru">и слово</span>.', ["слово"]),
    ('<html lang="en"><p lang="ru">слово <b>word</b>', ["word"]),
]


@pytest.mark.parametrize(("page", "words"), WRONG_WORDS)
def test_a_word_in_the_wrong_place_is_found(
    permitted: Permitted, page: str, words: list[str]
) -> None:
    assert [run for text in texts_of(parsed(page)) for run in permitted.foreign(text)] == words
