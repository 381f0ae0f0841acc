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
    "linkset": "link set",
}

HTML: Final = Format("text/html", "html", ("html",))
JSON_RESULTS: Final = Format(
    "application/sparql-results+json", "srj", ("json", "srj", "sparql-json", "sparql-results+json")
)
XML_RESULTS: Final = Format(
    "application/sparql-results+xml", "srx", ("xml", "srx", "sparql-xml", "sparql-results+xml")
)
CSV: Final = Format("text/csv", "csv", ("csv",))
TSV: Final = Format("text/tab-separated-values", "tsv", ("tsv",))
TURTLE: Final = Format("text/turtle", "ttl", ("ttl", "turtle", "n3"))
N_TRIPLES: Final = Format("application/n-triples", "nt", ("nt", "ntriples", "n-triples"))
JSON_LD: Final = Format("application/ld+json", "jsonld", ("jsonld", "json-ld", "json"))
RDF_XML: Final = Format("application/rdf+xml", "rdf", ("rdf", "rdfxml", "rdf+xml", "xml"))
TRIG: Final = Format("application/trig", "trig", ("trig",))
N_QUADS: Final = Format("application/n-quads", "nq", ("nq", "nquads", "n-quads"))
JSON: Final = Format("application/json", "json", ("json",))
LINKSET: Final = Format("application/linkset+json", "linkset", ("linkset",))
PROBLEM: Final = Format("application/problem+json", "json")

#: What SELECT and ASK can be answered in, preferred first.
SOLUTION_FORMATS: Final = (JSON_RESULTS, XML_RESULTS, CSV, TSV)
#: What CONSTRUCT, DESCRIBE and entity documents can be answered in, preferred first.
GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
#: Those of them that have triples as terms (RDF 1.2).
WITH_TRIPLE_TERMS: Final = (TURTLE, N_TRIPLES, RDF_XML)

#: Media types that clients send for one of ours.
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "application/json": (JSON_RESULTS.name, JSON_LD.name),
        "application/xml": (XML_RESULTS.name, RDF_XML.name),
        "text/xml": (XML_RESULTS.name, RDF_XML.name),
        "application/xhtml+xml": (HTML.name,),
        "application/x-turtle": (TURTLE.name,),
        "application/turtle": (TURTLE.name,),
        "text/n3": (TURTLE.name,),
        "text/rdf+n3": (TURTLE.name,),
        "application/n3": (TURTLE.name,),
        "text/plain": (N_TRIPLES.name,),
        "text/json": (JSON_RESULTS.name, JSON_LD.name),
        "text/javascript": (JSON_RESULTS.name, JSON_LD.name),
        "application/javascript": (JSON_RESULTS.name, JSON_LD.name),
        "application/x-json+ld": (JSON_LD.name,),
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

    >>> by_word("xml", GRAPH_FORMATS).suffix, by_word("application/json", GRAPH_FORMATS).suffix
    ('rdf', 'jsonld')
    """
    names = {choice.name: choice for choice in offered}
    # Whoever writes rdf+xml into an address without encoding the + sends a blank.
    plain = word.strip().lower().replace(" ", "+")
    for choice in offered:
        if plain in choice.words:
            return choice
    for name in _names(plain, names):
        if name in names:
            return names[name]
    words = ", ".join(choice.words[0] for choice in offered)
    raise NotAcceptable(f"there is no format “{word}” here; use one of: {words}")


def chosen_by(word: str | None, accept: str | None, offered: Sequence[Format]) -> Format:
    """Choose by the word of a ``format=`` parameter, which beats the Accept header, else by that.

    SPARQLWrapper sends the word of a format that the form of the query cannot have together with
    ``Accept: */*``, and takes whatever comes then.

    :raises NotAcceptable: nothing offered suits the client.

    >>> chosen_by("n3", "*/*", SOLUTION_FORMATS).suffix
    'srj'
    """
    if not word:
        return negotiate(accept, offered)
    try:
        return by_word(word, offered)
    except NotAcceptable:
        if accept != "*/*" or not _is_word_of_sparql(word):
            raise
        return negotiate(accept, offered)


def _is_word_of_sparql(word: str) -> bool:
    try:
        by_word(word, (*SOLUTION_FORMATS, *GRAPH_FORMATS))
    except NotAcceptable:
        return False
    return True
