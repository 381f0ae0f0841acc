"""The command ``nrr-graph diff``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import click

from nrr_graph.cli.progress import step
from nrr_graph.describe.changes import Difference, as_json, difference
from nrr_graph.describe.changes_answers import LANGUAGES
from nrr_graph.describe.changes_rdf import as_rdf
from nrr_graph.describe.changes_words import as_markdown, as_text
from nrr_graph.engine.embedded import serialize_triples
from nrr_graph.mediatypes import N_TRIPLES, TURTLE
from nrr_graph.release.sides import read_side

#: How a difference can be written, by the name of the format.
FORMATS: Final[Mapping[str, Callable[[Difference, str], str]]] = MappingProxyType(
    {
        "text": as_text,
        "markdown": as_markdown,
        "json": lambda found, _: json.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n",
        "ttl": lambda found, _: serialize_triples(as_rdf(found), TURTLE).decode(),
        "nt": lambda found, _: serialize_triples(as_rdf(found), N_TRIPLES).decode(),
    }
)


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--format", "output", type=click.Choice(list(FORMATS), case_sensitive=False), default="text"
)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en")
def diff_command(old: str, new: str, output: str, language: str) -> None:
    """Say what changed: facts, evidence, and the standings and answers that follow from them.

    OLD and NEW are folders of Turtle, dumps (.nq, .trig), published releases or git revisions of
    the project, such as HEAD~1.
    """
    with step(f"Comparing {old} with {new}"):
        found = difference(read_side(old), read_side(new))
    click.echo(FORMATS[output](found, language), nl=False)
