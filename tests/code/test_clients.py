"""Clients that people use get what they expect from the running server."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper

NATO = "https://w3id.org/nrr/id/nato"
LABEL = f"SELECT ?l {{ <{NATO}> <{RDFS.label}> ?l FILTER(LANG(?l) = 'en') }}"


def test_rdflib_reads_the_endpoint_as_a_store(url: str) -> None:
    graph = Graph(SPARQLStore(f"{url}/sparql", returnFormat="json"))
    labels = {str(label) for label in graph.objects(URIRef(NATO), RDFS.label)}
    assert "NATO" in labels
    assert [str(label) for row in graph.query(LABEL).bindings for label in row.values()] == ["NATO"]


def test_rdflib_parses_an_entity_by_its_address(url: str) -> None:
    graph = Graph().parse(f"{url}/id/nato")
    assert (URIRef(NATO), RDFS.label, None) in graph


def test_sparqlwrapper_asks_both_ways(url: str) -> None:
    wrapper = SPARQLWrapper(f"{url}/sparql")
    wrapper.setQuery(LABEL)
    wrapper.setReturnFormat(JSON)
    for method in ("GET", POST):
        wrapper.setMethod(method)
        answer: Any = wrapper.query().convert()
        assert [row["l"]["value"] for row in answer["results"]["bindings"]] == ["NATO"]


# The wrapper itself uses a class of rdflib that is to go.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_sparqlwrapper_gets_a_graph(url: str) -> None:
    wrapper = SPARQLWrapper(f"{url}/sparql")
    wrapper.setQuery(f"DESCRIBE <{NATO}>")
    answer: Any = wrapper.query().convert()
    assert len(answer) > 5


def test_curl_follows_a_thing_to_its_document(url: str) -> None:
    command = [
        "curl",
        "--silent",
        "--fail",
        "--location",
        "--header",
        "Accept: application/ld+json",
    ]
    told = subprocess.run([*command, f"{url}/id/nato"], check=True, capture_output=True).stdout
    assert any(node["@id"] == "id:nato" for node in json.loads(told)["@graph"])
