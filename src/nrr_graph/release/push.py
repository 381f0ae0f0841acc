"""Load a release into another server over the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, make_headers, parse_url

from nrr_graph.errors import NrrGraphError
from nrr_graph.mediatypes import N_TRIPLES
from nrr_graph.release.release import Release

#: A large graph takes a server a while to index.
TIME_LIMIT_S: Final = 600
#: A PUT may safely be repeated (RFC 9110, section 9.2.2).
RETRIES: Final = Retry(total=3, backoff_factor=0.2, status_forcelist=(502, 503, 504))


def push(release: Release, url: str, told: Callable[[str, int], None]) -> None:
    """Put every graph of a release into a graph store and read it back to count its triples.

    :param url: the graph store's address; a user name and password may stand in it.
    :param told: called with each graph's name and size when it is there.
    :raises NrrGraphError: the server refuses, cannot be reached or holds something else.
    """
    parsed = parse_url(url)
    headers = make_headers(basic_auth=parsed.auth) if parsed.auth else {}
    pool = urllib3.PoolManager(headers=headers, retries=RETRIES, timeout=TIME_LIMIT_S)
    address = parsed._replace(auth=None).url
    for name, size in release.graphs.items():
        _put(pool, f"{address}?{urlencode({'graph': name})}", release.store, ox.NamedNode(name))
        _verify(pool, f"{address}?{urlencode({'graph': name})}", name, size)
        told(name, size)
    _put(pool, f"{address}?default", release.store, ox.DefaultGraph())
    _verify(pool, f"{address}?default", "the default graph", release.counts["triples"])
    told("the default graph", release.counts["triples"])


def _put(
    pool: urllib3.PoolManager, address: str, store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph
) -> None:
    body = b"".join(_lines(store, graph))
    answer = _request(pool, "PUT", address, body)
    if answer.status not in (200, 201, 204):
        text = answer.data.decode("utf-8", "replace")[:300].strip()
        raise NrrGraphError(f"the graph store refused {address} (status {answer.status}): {text}")


def _verify(pool: urllib3.PoolManager, address: str, name: str, size: int) -> None:
    answer = _request(pool, "GET", address)
    try:
        found = len(set(ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)))
    except SyntaxError as error:
        raise NrrGraphError(f"the graph store did not give {name} back: {error}") from error
    if answer.status != 200 or found != size:
        raise NrrGraphError(
            f"the graph store holds {found} triples of {name} instead of {size} "
            f"(status {answer.status})"
        )


def _request(
    pool: urllib3.PoolManager, method: str, address: str, body: bytes | None = None
) -> urllib3.BaseHTTPResponse:
    headers = {"Accept": N_TRIPLES.name, "Content-Type": N_TRIPLES.name} | dict(pool.headers)
    try:
        return pool.request(method, address, body=body, headers=headers)
    except HTTPError as error:
        raise NrrGraphError(
            f"cannot reach the graph store at {address.partition('?')[0]}: {_reason(error)}"
        ) from error


def _reason(error: HTTPError) -> str:
    """Say why in a few words: the library's own text names its objects."""
    reason = getattr(error, "reason", None) or error
    return str(reason).rpartition(": ")[2] or type(reason).__name__


def _lines(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[bytes]:
    for quad in store.quads_for_pattern(None, None, None, graph):
        yield f"{quad.triple} .\n".encode()
