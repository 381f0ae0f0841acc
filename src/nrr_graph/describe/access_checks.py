"""Audit a running server: whether what it says of itself is so (FAIR, Accessible)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import pyoxigraph as ox

from nrr_graph.describe.audit import FAILING_LIMIT, Figure
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, N_TRIPLES
from nrr_graph.namespaces import BASE, DCAT, SPDX

#: What the pages of things and of the dataset tell machines (FAIR Signposting Profile).
RELATIONS: Final = ("cite-as", "type", "author", "license", "describedby", "collection", "linkset")
_DATASET_RELATIONS: Final = (
    "cite-as",
    "type",
    "author",
    "license",
    "describedby",
    "item",
    "linkset",
)


@dataclass(frozen=True)
class Got:
    """A response: its headers by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Item = TypeVar("Item")
#: Sends a GET with these headers to an address and follows no redirect.
Get = Callable[[str, Mapping[str, str]], Got]


def triples_in(got: Got) -> set[ox.Triple]:
    """Return the triples of a response that has N-Triples; none of any other."""
    if got.status != 200 or not got.headers.get("content-type", "").startswith(N_TRIPLES.name):
        return set()
    try:
        return {quad.triple for quad in ox.parse(got.body, format=ox.RdfFormat.N_TRIPLES)}
    except SyntaxError:
        return set()


@dataclass
class AccessAudit:
    """Asks one server.

    :param root: its address, with the final slash.
    :param iris: some IRIs of things that it describes.
    """

    get: Get
    root: str
    iris: Sequence[str]

    def figures(self) -> list[Figure]:
        """Ask, and say how much passes."""
        catalogue = self._catalogue()
        files = _objects(catalogue, DCAT + "downloadURL")
        services = _objects(catalogue, DCAT + "endpointURL")
        formats = [(iri, chosen.name) for iri in self.iris for chosen in (*GRAPH_FORMATS, HTML)]
        dated = [*(self._local(iri) + ".ttl" for iri in self.iris), *files]
        return [
            _figure("resolved", "A1", "IRIs that lead to a document on the thing", self.iris,
                    self._resolves),
            _figure("negotiated", "A1.1", "formats that a document is given in", formats,
                    lambda pair: self._negotiates(*pair)),
            _figure("signposts", "F2", "pages that tell machines where what is",
                    [self.root, *map(self._page, self.iris)], self._has_signposts),
            _figure("catalogue-found", "F4", "addresses that give the catalogue to programs",
                    [self.root, f"{self.root}dataset", f"{self.root}.well-known/void"],
                    lambda address: bool(self._triples(address))),
            _figure("files-answer", "A1", "files with the size and digest of the catalogue",
                    files, lambda address: self._is_as_described(address, catalogue)),
            _figure("services-answer", "A1.1", "services that answer", services,
                    lambda address: self._got(address).status == 200),
            _figure("validators", "A1.1", "documents not sent again to those who have them",
                    dated, self._is_known),
        ]  # fmt: skip

    def _catalogue(self) -> set[ox.Triple]:
        return self._triples(f"{self.root}dataset")

    def _triples(self, address: str) -> set[ox.Triple]:
        return triples_in(self._got(address, Accept=N_TRIPLES.name))

    def _got(self, address: str, **headers: str) -> Got:
        return self.get(address, {name.replace("_", "-"): v for name, v in headers.items()})

    def _local(self, iri: str) -> str:
        return self.root + iri.removeprefix(BASE)

    def _page(self, iri: str) -> str:
        return f"{self._local(iri)}.html"

    def _resolves(self, iri: str) -> bool:
        got = self._got(self._local(iri), Accept=N_TRIPLES.name)
        place = got.headers.get("location", "")
        address = place if place.startswith("http") else self.root + place.lstrip("/")
        return got.status == 303 and any(
            str(triple.subject) == f"<{iri}>" for triple in self._triples(address)
        )

    def _negotiates(self, iri: str, media_type: str) -> bool:
        got = self._got(self._local(iri), Accept=media_type)
        suffixes = {chosen.name: chosen.suffix for chosen in (*GRAPH_FORMATS, HTML)}
        is_led = got.headers.get("location", "").endswith(f".{suffixes[media_type]}")
        return got.status == 303 and is_led and "accept" in got.headers.get("vary", "").lower()

    def _has_signposts(self, address: str) -> bool:
        links = self._got(address, Accept=HTML.name).headers.get("link", "")
        told = set(re.findall(r'rel="([^"]+)"', links))
        return told >= set(_DATASET_RELATIONS if address == self.root else RELATIONS)

    def _is_as_described(self, address: str, catalogue: set[ox.Triple]) -> bool:
        got = self._got(address)
        node = ox.NamedNode(address)
        said = {t.predicate.value: t.object for t in catalogue if t.subject == node}
        digests = {
            str(t.object.value)  # type: ignore[union-attr]
            for t in catalogue
            if t.subject == said.get(SPDX + "checksum")
            and t.predicate.value == SPDX + "checksumValue"
        }
        size = str(getattr(said.get(DCAT + "byteSize"), "value", ""))
        counted = (str(len(got.body)), {hashlib.sha256(got.body).hexdigest()})
        return got.status == 200 and (size, digests) == counted

    def _is_known(self, address: str) -> bool:
        headers = self._got(address).headers
        known = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return all(
            name in headers and self.get(address, {ask: headers[name]}).status == 304
            for ask, name in known
        )


def _objects(triples: set[ox.Triple], predicate: str) -> list[str]:
    return sorted(str(t.object)[1:-1] for t in triples if t.predicate.value == predicate)


def _figure(
    name: str, principle: str, text: str, items: Sequence[Item], passes: Callable[[Item], bool]
) -> Figure:
    failing = [str(item) for item in items if not passes(item)]
    passed = len(items) - len(failing)
    return Figure(name, principle, text, passed, len(items), failing[:FAILING_LIMIT])
