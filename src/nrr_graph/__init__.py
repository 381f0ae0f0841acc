"""A curated, sourced, validated knowledge graph of NATO–Russia relations.

>>> from nrr_graph import entity, open_dataset
>>> dataset = open_dataset()
>>> len(dataset) > 0
True
>>> entity("nato").label
'NATO'
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    import pandas as pd
    from rdflib import Dataset

    from nrr_graph.notebook.graph import Graph
    from nrr_graph.notebook.things import Thing

__all__ = ["__version__", "connect", "entity", "open_dataset", "select"]

# What these functions need is imported in them: the serving processes never do.


def open_dataset(*data: Path) -> Dataset:
    """Open the released graph as an ``rdflib.Dataset`` over Oxigraph, for notebooks.

    :param data: files or folders of Turtle; the project's own data if none is given.
    :raises nrr_graph.errors.UnreadableData: a file cannot be parsed.
    """
    from nrr_graph.notebook.dataset import dataset_of

    return dataset_of(data)


def select(query: str, **options: Any) -> pd.DataFrame:
    """Return the answer to a SELECT query as a data frame with typed columns.

    :param options: ``article_only``, ``language``, ``row_limit``; see
        :meth:`nrr_graph.notebook.graph.Graph.select`.
    """
    from nrr_graph.notebook.graph import own_graph

    return own_graph().select(query, **options)


def entity(name: str, language: str = "en") -> Thing:
    """Return a thing with what the article says about it, and the evidence of that.

    :param name: its name in IRIs (``nato``), its IRI, or what it is called.
    """
    from nrr_graph.notebook.graph import own_graph

    return own_graph().entity(name, language)


def connect(url: str) -> Graph:
    """Return the graph of a running server, which answers ``select`` and ``entity`` too."""
    from nrr_graph.notebook.graph import connect as connect_to

    return connect_to(url)
