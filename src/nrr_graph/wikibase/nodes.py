"""The nodes inside of entities that have addresses of their own: statements, values, references."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, ID
from nrr_graph.release.wikibase.evidence import STATEMENT_ID
from nrr_graph.release.wikibase.rdf import PREFIXES, entity_triples
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.entities import Entities

#: The paths of the predicates that stand for a property, each in another place of a statement.
PREDICATE_PATHS: Final = frozenset(
    PREFIXES[prefix].removeprefix(f"{BASE}prop/").rstrip("/")
    for prefix in ("p", "wdt", "ps", "psv", "pq", "pqv", "pr", "prv", "wdno")
)
#: The paths of nodes that are named by a hash.
HASHED_PATHS: Final = ("value", "reference", ".well-known/genid")


def claim_of(entities: Entities, local_name: str) -> tuple[str, Json] | None:
    """Return the number of the entity and the claim of a statement node, if there is one.

    :param local_name: what stands behind ``entity/statement/``: the id of the statement, with a
        hyphen or with a dollar sign.
    """
    number, _, rest = local_name.replace("$", "-").partition("-")
    number = number.upper()
    claims = entities.all[number]["claims"] if number in entities.all else {}
    wanted = f"{number}${rest}".upper()
    found = (c for group in claims.values() for c in group if c["id"].upper() == wanted)
    claim = next(found, None)
    return (number, claim) if claim else None


def curated_iri(claim: Json) -> str:
    """Return the IRI of the curated statement that a claim is made of; nothing if of none."""
    for reference in claim["references"]:
        for snak in reference["snaks"].get(STATEMENT_ID, ()):
            return ID + str(snak["datavalue"]["value"])
    return ""


def node_triples(entities: Entities, iri: str) -> tuple[list[ox.Triple], list[str]]:
    """Return all triples of a node and to it, and the numbers of the entities that have it."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:  # No IRI, so that nothing has this name.
        return [], []
    found: list[ox.Triple] = []
    numbers = []
    for number, entity in entities.all.items():
        own = [t for t in entity_triples(entity) if node in (t.subject, t.object)]
        if own:
            found += own
            numbers.append(number)
    return list(dict.fromkeys(found)), numbers
