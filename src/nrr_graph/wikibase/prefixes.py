"""The prefixes that a query of the Wikidata kind need not declare.

Those of the Wikidata Query Service (Wikidata:SPARQL query service, Prefixes), for this graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from nrr_graph.engine.functions import GEOF
from nrr_graph.namespaces import BASE, DCTERMS
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.sparql.tokens import Token

PREDECLARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        **PREFIXES,
        "wdtn": f"{BASE}prop/direct-normalized/",
        "psn": f"{BASE}prop/statement/value-normalized/",
        "pqn": f"{BASE}prop/qualifier/value-normalized/",
        "prn": f"{BASE}prop/reference/value-normalized/",
        "genid": f"{BASE}.well-known/genid/",
        "geof": GEOF,
        "bds": "http://www.bigdata.com/rdf/search#",
        "gas": "http://www.bigdata.com/rdf/gas#",
        "mediawiki": "https://www.mediawiki.org/ontology#",
        "mwapi": "https://www.mediawiki.org/ontology#API/",
        "ontolex": "http://www.w3.org/ns/lemon/ontolex#",
        "dct": DCTERMS,
        "fn": "http://www.w3.org/2005/xpath-functions#",
        "foaf": "http://xmlns.com/foaf/0.1/",
    }
)


def declarations(tokens: Sequence[Token]) -> dict[str, tuple[str, Token]]:
    """Return what the query itself declares: the IRI of each prefix, and where it stands.

    >>> from nrr_graph.sparql.tokens import tokens_of
    >>> declarations(list(tokens_of("PREFIX a: <urn:a> ASK {}")))["a"][0]
    'urn:a'
    """
    return {
        name.text.rstrip(":"): (iri.text[1:-1], iri)
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.is_word("PREFIX") and name.kind == "name" and iri.kind == "iri"
    }


def prologue(tokens: Sequence[Token], declared: Mapping[str, object]) -> str:
    """Declare the prefixes that are used and not declared."""
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"}
    wanted = [prefix for prefix in PREDECLARED if prefix in used and prefix not in declared]
    return "".join(f"PREFIX {prefix}: <{PREDECLARED[prefix]}> " for prefix in wanted)


def iri_of(token: Token, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token stands for; nothing for what is no IRI.

    >>> iri_of(Token("name", "wd:Q1", 0), {"wd": "urn:"})
    'urn:Q1'
    """
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + local if token.kind == "name" else ""
