"""What search engines read: an entity in the terms of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from nrr_graph.describe.views import EntityView
from nrr_graph.languages import choose
from nrr_graph.namespaces import LICENCE, NRR

#: Our classes as schema.org calls them; anything else is a Thing.
_TYPES: Final[Mapping[str, str]] = {
    "Person": "Person",
    "Organization": "Organization",
    "State": "Country",
    "Place": "Place",
    "Event": "Event",
    "Source": "CreativeWork",
    "Quotation": "Quotation",
    "Statement": "Claim",
    "Claim": "Claim",
}


def schema_type(kinds: Iterable[str]) -> str:
    """Return what schema.org calls a thing of some classes of ours.

    >>> schema_type([NRR + "State"]), schema_type([])
    ('Country', 'Thing')
    """
    ours = {kind.removeprefix(NRR) for kind in kinds}
    return next((name for kind, name in _TYPES.items() if kind in ours), "Thing")


def schema_org(view: EntityView, language: str) -> dict[str, object]:
    """Return an entity as JSON-LD in the terms of schema.org."""
    described = {
        "@context": "https://schema.org/",
        "@id": view.iri,
        "@type": schema_type(kind.iri for kind in view.kinds),
        "name": choose(view.labels, language)[0],
        "alternateName": [*view.labels.values(), *(alias.text for alias in view.aliases)],
        "description": choose(view.descriptions, language)[0],
        "url": view.iri,
        "sameAs": [identifier.iri for identifier, _evidence in view.identifiers],
        "license": LICENCE,
    }
    return {name: value for name, value in described.items() if value}
