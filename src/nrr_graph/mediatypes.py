"""Formats as data, and the choice among them (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from nrr_graph.errors import NotAcceptable


@dataclass(frozen=True)
class Format:
    """A media type with the suffix of its documents and the words that ask for it by name."""

    name: str
    suffix: str
    words: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS.get(self.suffix, self.suffix)

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.name}; charset=utf-8" if self.name.startswith("text/") else self.name


_LABELS: Final = {
    **{"html": "HTML", "ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF/XML"},
    **{"bib": "BibTeX", "csl": "CSL-JSON", "ris": "RIS", "txt": "text", "trig": "TriG"},
    **{"nq": "N-Quads", "csv": "CSV", "tsv": "TSV", "srj": "JSON", "srx": "XML", "json": "JSON"},
}

HTML: Final = Format("text/html", "html", ("html",))
JSON_RESULTS: Final = Format("application/sparql-results+json", "srj", ("json", "srj"))
XML_RESULTS: Final = Format("application/sparql-results+xml", "srx", ("xml", "srx"))
CSV: Final = Format("text/csv", "csv", ("csv",))
TSV: Final = Format("text/tab-separated-values", "tsv", ("tsv",))
TURTLE: Final = Format("text/turtle", "ttl", ("ttl", "turtle"))
N_TRIPLES: Final = Format("application/n-triples", "nt", ("nt", "ntriples", "n-triples"))
JSON_LD: Final = Format("application/ld+json", "jsonld", ("jsonld", "json-ld", "json"))
RDF_XML: Final = Format("application/rdf+xml", "rdf", ("rdf", "rdfxml", "xml"))
TRIG: Final = Format("application/trig", "trig", ("trig",))
N_QUADS: Final = Format("application/n-quads", "nq", ("nq", "nquads", "n-quads"))
JSON: Final = Format("application/json", "json", ("json",))
PROBLEM: Final = Format("application/problem+json", "json")

#: What SELECT and ASK can be answered in, preferred first.
SOLUTION_FORMATS: Final = (JSON_RESULTS, XML_RESULTS, CSV, TSV)
#: What CONSTRUCT, DESCRIBE and entity documents can be answered in, preferred first.
GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)

#: Media types that clients send for one of ours.
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "application/json": (JSON_RESULTS.name, JSON_LD.name),
        "application/xml": (XML_RESULTS.name, RDF_XML.name),
        "text/xml": (XML_RESULTS.name, RDF_XML.name),
        "application/xhtml+xml": (HTML.name,),
        "application/x-turtle": (TURTLE.name,),
        "text/plain": (N_TRIPLES.name,),
        "text/rdf+n3": (TURTLE.name,),
    }
)


def negotiate(accept: str | None, offered: Sequence[Format]) -> Format:
    """Choose the format in which to answer.

    A missing header and ``*/*`` mean the first offer.  Parameters such as ``charset`` or a
    JSON-LD ``profile`` never make an offer unacceptable: clients send them freely, and there
    is one version of each format.

    :param offered: formats the resource exists in, preferred first.
    :raises NotAcceptable: nothing offered suits the client; the message lists what is offered.

    >>> negotiate("text/turtle; charset=utf-8, */*;q=0.1", GRAPH_FORMATS).suffix
    'ttl'
    >>> negotiate("application/json", SOLUTION_FORMATS).suffix
    'srj'
    """
    if not accept or not accept.strip():
        return offered[0]
    names = {choice.name: choice for choice in offered}
    wanted = [
        (name, quality)
        for value, quality in parse_accept_header(accept, MIMEAccept)
        for name in _names(value.split(";")[0].strip().lower(), names)
    ]
    best = MIMEAccept(wanted).best_match(list(names))
    if best is None:
        listed = ", ".join(names)
        raise NotAcceptable(f"none of the formats in “{accept}” is offered; offered are: {listed}")
    return names[best]


def _names(value: str, offered: Mapping[str, Format]) -> list[str]:
    """Return the names under which the offered formats know a media type."""
    if value in offered:
        return [value]
    return [name for name in SYNONYMS.get(value, ()) if name in offered] or [value]


def by_word(word: str, offered: Sequence[Format]) -> Format:
    """Find a format by the word that a ``format=`` parameter gives, or by its media type.

    :raises NotAcceptable: no offered format goes by this word.

    >>> by_word("xml", GRAPH_FORMATS).suffix
    'rdf'
    """
    for choice in offered:
        if word.lower() in (*choice.words, choice.name):
            return choice
    words = ", ".join(choice.words[0] for choice in offered)
    raise NotAcceptable(f"there is no format “{word}” here; use one of: {words}")
