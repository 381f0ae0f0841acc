"""Tell machines where what is: typed links in headers and in link sets.

FAIR Signposting Profile (https://signposting.org/FAIR/); RFC 8288 for headers, RFC 9264 for sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.describe.cite import CITATION_FORMATS
from nrr_graph.describe.schema_org import schema_type
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, LINKSET, Format
from nrr_graph.namespaces import BASE
from nrr_graph.release.distributions import DISTRIBUTIONS
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.catalogue import publication

_SCHEMA: Final = "https://schema.org/"
_ALTERNATES: Final = (*GRAPH_FORMATS, HTML)
#: Pages that stand for themselves in other pages, or tell of an error, are no landing pages.
_WITHOUT: Final = frozenset({"embed.card"})


@dataclass(frozen=True)
class Link:
    """A link from what is answered to a target; of that the media type, where it is known."""

    relation: str
    target: str
    media_type: str = ""

    def __str__(self) -> str:
        """Write it as in a Link header (RFC 8288, section 3)."""
        media_type = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.target}>; rel="{self.relation}"{media_type}'


def of_thing(slug: str, iri: str, *, is_page: bool = True) -> list[Link]:
    """Return the links of the page or of a document of a thing, as this or a former release."""
    here = state.current()
    path, cited = f"id/{slug}", iri
    described: Sequence[Format] = (*GRAPH_FORMATS, *CITATION_FORMATS)
    if here is not state.latest():
        path, described = f"data/{here.release.version}/id/{slug}", GRAPH_FORMATS
        cited = BASE + path
    links = [Link("canonical", iri), Link("describes", iri), Link("cite-as", cited)]
    links += _shared(schema_type(here.names.of(iri).kinds), is_about=is_page)
    links.append(Link("collection", public_address("dataset"), HTML.name))
    for relation, formats in (("alternate", _ALTERNATES), ("describedby", described)):
        links += [Link(relation, public_address(f"{path}.{f.suffix}"), f.name) for f in formats]
    return [*links, *([_linkset(path)] if cited == iri else [])]


def of_dataset() -> list[Link]:
    """Return the links of the pages on the dataset as a whole."""
    links = [Link("cite-as", publication().dataset), *_shared("Dataset"), *_described()]
    for name, chosen in DISTRIBUTIONS.items():
        links.append(Link("item", public_address(f"data/latest/{name}"), chosen.name))
    return [*links, _linkset("dataset")]


def of_page() -> list[Link]:
    """Return the links of any other page: it is a part of the dataset's presentation."""
    collection = Link("collection", public_address("dataset"), HTML.name)
    return [*_shared("WebPage", is_about=False), collection, *_described(), _linkset("dataset")]


def of_file() -> list[Link]:
    """Return the links of a file of the whole graph."""
    collection = Link("collection", public_address("dataset"), HTML.name)
    links = [Link("cite-as", publication().dataset), *_shared("DataDownload", is_about=False)]
    return [*links, collection, *_described(), _linkset("dataset")]


def _shared(kind: str, *, is_about: bool = True) -> list[Link]:
    """Return what all have: types, author, licence.

    :param kind: what it is in the terms of schema.org.
    """
    licence, about = publication().licence, ["AboutPage"] if is_about else []
    return [
        *(Link("type", _SCHEMA + name) for name in (*about, kind)),
        Link("author", publication().publisher),
        *([Link("license", licence)] if licence else []),
    ]


def _described() -> list[Link]:
    return [
        Link("describedby", public_address(f"dataset.{choice.suffix}"), choice.name)
        for choice in GRAPH_FORMATS
    ]


def _linkset(path: str) -> Link:
    return Link("linkset", public_address(f"{path}.{LINKSET.suffix}"), LINKSET.name)


def add_links(response: AnyResponse, links: Iterable[Link]) -> None:
    """Put links into the header of an answer, beside those that it has."""
    response.headers.add("Link", ", ".join(map(str, links)))


def add_to_page(response: Response) -> None:
    """Give a page the links of any page, where its view has given it none of its own."""
    is_page = response.status_code == 200 and response.mimetype == HTML.name
    if is_page and "Link" not in response.headers and request.endpoint not in _WITHOUT:
        add_links(response, of_page())


def linkset(page: str, links: Sequence[Link]) -> dict[str, Any]:
    """Return a link set: the links of a page, and those that lead back to it (RFC 9264, 4.2).

    :param page: the address of the page.
    """
    back = {"describedby": "describes", "item": "collection"}
    others = [
        {"anchor": link.target, back[link.relation]: [{"href": page, "type": HTML.name}]}
        for link in links
        if link.relation in back
    ]
    own: dict[str, Any] = {"anchor": page}
    for link in links:
        if link.relation != LINKSET.suffix:
            own.setdefault(link.relation, []).append(_target(link))
    return {"linkset": [own, *others]}


def _target(link: Link) -> Mapping[str, str]:
    return {"href": link.target, **({"type": link.media_type} if link.media_type else {})}
