"""What search engines read: an entity in the terms of schema.org."""

from __future__ import annotations

from collections.abc import Mapping
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


def schema_org(view: EntityView, language: str) -> dict[str, object]:
    """Return an entity as JSON-LD in the terms of schema.org."""
    kinds = {kind.iri.removeprefix(NRR) for kind in view.kinds}
    described = {
        "@context": "https://schema.org/",
        "@id": view.iri,
        "@type": next((name for ours, name in _TYPES.items() if ours in kinds), "Thing"),
        "name": choose(view.labels, language)[0],
        "alternateName": [*view.labels.values(), *(alias.text for alias in view.aliases)],
        "description": choose(view.descriptions, language)[0],
        "url": view.iri,
        "sameAs": [identifier.iri for identifier, _evidence in view.identifiers],
        "license": LICENCE,
    }
    return {name: value for name, value in described.items() if value}
