"""Describe every address for tools (OpenAPI 3.1), from the routes themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from inspect import getdoc
from types import MappingProxyType
from typing import Any, Final

from flask import Flask
from werkzeug.routing import Rule

from nrr_graph import __version__

#: Parameters in the query string, by the name of the view's endpoint.
PARAMETERS: Final[Mapping[str, Sequence[tuple[str, str]]]] = MappingProxyType(
    {
        "sparql.query": (
            ("query", "A SPARQL 1.1 query; without one, the service description."),
            ("default-graph-uri", "IRI of a graph to be merged into the default graph."),
            ("named-graph-uri", "IRI of a graph that GRAPH can name."),
            ("format", "json, xml, csv, tsv, ttl, nt, jsonld, rdf or html; beats Accept."),
        ),
        "graphs.graph_store": (
            ("default", "Asks for the default graph."),
            ("graph", "IRI of the named graph asked for."),
            ("format", "ttl, nt, jsonld or rdf; beats Accept."),
        ),
        "linked_data.entity": (
            ("lang", "en or ru."),
            ("format", "html, ttl, nt, jsonld, rdf, bibtex, csl, ris or text; beats Accept."),
        ),
    }
)
_CONVERTED: Final = re.compile(r"<(?:\w+:)?(\w+)>")


def describe_routes(app: Flask) -> dict[str, Any]:
    """Return an OpenAPI document with every address that can be read."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    paths: dict[str, dict[str, Any]] = {}
    for rule in rules:
        path = _CONVERTED.sub(r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            paths.setdefault(path, {})[method.lower()] = _operation(app, rule, method)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "nrr-graph",
            "version": __version__,
            "description": "A sourced knowledge graph of NATO–Russia relations; read-only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
    }


def _operation(app: Flask, rule: Rule, method: str) -> dict[str, Any]:
    doc = getdoc(app.view_functions[rule.endpoint]) or "A file of the site."
    operation: dict[str, Any] = {
        "summary": doc.splitlines()[0],
        "operationId": re.sub(r"\W+", "-", f"{method} {rule.rule}").strip("-").lower(),
        "parameters": [_parameter(name, "path", "") for name in sorted(rule.arguments)],
        "responses": {
            "200": {"description": "What was asked for, in the format that suits."},
            "4XX": _problem("The request cannot be answered; the detail says what to change."),
            "503": _problem("A limit was reached, or all workers are busy."),
        },
    }
    if method == "POST":
        is_call = rule.endpoint == "models.mcp"
        operation["requestBody"] = {"content": _CALL if is_call else _BODIES}
    else:
        named = PARAMETERS.get(rule.endpoint, ())
        operation["parameters"] += [_parameter(name, "query", text) for name, text in named]
    return operation


#: A message of JSON-RPC 2.0.
_CALL: Final = {"application/json": {"schema": {"type": "object", "required": ["jsonrpc"]}}}
_BODIES: Final = {
    "application/sparql-query": {"schema": {"type": "string"}},
    "application/x-www-form-urlencoded": {
        "schema": {"type": "object", "properties": {"query": {"type": "string"}}}
    },
}


def _parameter(name: str, place: str, text: str) -> dict[str, Any]:
    described = {"description": text} if text else {}
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "schema": {"type": "string"}, **described, **required}


def _problem(text: str) -> dict[str, Any]:
    properties = {"title": {"type": "string"}, "detail": {"type": "string"}}
    schema = {"type": "object", "properties": {**properties, "status": {"type": "integer"}}}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}
