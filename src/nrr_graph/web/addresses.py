"""From IRIs to addresses on this server, whatever its host and path prefix."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from flask import g, url_for

from nrr_graph.namespaces import GRAPH, ID, NRR
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.web import state


def local_address(iri: str) -> str:
    """Return where this server shows an IRI of ours; nothing for what no page may link to.

    Another IRI stays as it is if it is an address of the web: a link to ``javascript:`` would run.
    """
    if iri.startswith(ID):
        before, after = _around_slug()
        return before + quote(iri.removeprefix(ID), safe="") + after
    if iri.startswith(NRR):
        return url_for("vocabulary.ontology") + "#" + iri.removeprefix(NRR)
    if iri.startswith(GRAPH):
        return url_for("graphs.graph", name=iri.removeprefix(GRAPH))
    if iri.startswith(PREFIXES["wd"]) and "/" not in iri.removeprefix(PREFIXES["wd"]):
        return url_for("entity_data.concept", name=iri.removeprefix(PREFIXES["wd"]))
    return iri if iri.startswith(("http://", "https://")) else ""


def _around_slug() -> tuple[str, str]:
    """Return what stands before and after the slug in an address; a page has hundreds of them."""
    if "around_slug" not in g:
        before, _, after = url_for("linked_data.entity", slug="SLUG").partition("SLUG")
        g.around_slug = before, after
    return cast(tuple[str, str], g.around_slug)


def public_address(path: str = "") -> str:
    """Return an absolute address under the public URL, else under the request's own."""
    return state.root() + path.lstrip("/")
