"""The kinds of RDF term, as one type."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
#: A solution: the variables that it binds.
Row = Mapping[str, Term]
