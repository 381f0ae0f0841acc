"""A curated, sourced, validated knowledge graph of NATO–Russia relations.

>>> from nrr_graph import open_dataset
>>> dataset = open_dataset()
>>> len(dataset) > 0
True
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["__version__", "open_dataset"]


def open_dataset(*data: Path) -> Dataset:
    """Open the released graph as an ``rdflib.Dataset`` over Oxigraph, for notebooks.

    :param data: files or folders of Turtle; the project's own data if none is given.
    :raises nrr_graph.errors.UnreadableData: a file cannot be parsed.
    """
    # Imported here: rdflib costs 0.1 s, and the serving processes never need it.
    from nrr_graph.engine.notebook import dataset_of

    return dataset_of(data)
