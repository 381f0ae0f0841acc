"""What a search finds, as pages and programs get it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nrr_graph.describe.statements import read_statements
from nrr_graph.namespaces import ID, NRR
from nrr_graph.web import state
from nrr_graph.web.addresses import local_address
from nrr_graph.web.language import language

_FACTS: Final = frozenset(NRR + name for name in ("Statement", "Quotation", "Finding"))


def hits_of(text: str, kinds: list[str], limit: int) -> list[dict[str, object]]:
    """Return what a search finds, best first, as rows of a table.

    :param kinds: IRIs of classes; only their members are found.
    """
    known, asked = state.current().names, language()
    found = state.current().finder.find(text, kinds=kinds, limit=limit, language=asked)
    facts = _facts_in_short([match.iri for match in found])
    return [
        {
            "id": match.iri.removeprefix(ID),
            "iri": match.iri,
            "label": known.value(match.iri, asked).text,
            "matched": match.name,
            "matched_language": match.language,
            "kind": ", ".join(known.value(k, asked).text for k in known.of(match.iri).kinds[:1]),
            "description": facts.get(match.iri) or known.description(match.iri, asked),
            "url": local_address(match.iri),
            "score": round(match.score, 1),
        }
        for match in found
    ]


def _facts_in_short(iris: Sequence[str]) -> dict[str, str]:
    """Return when each fact among some things was, and in which sentence or source it stands."""
    here = state.current()
    facts = [iri for iri in iris if _FACTS.intersection(here.names.of(iri).kinds)]
    views = read_statements(here.engine, here.names, facts, language())
    return {
        view.iri: ", ".join(
            filter(
                None,
                (
                    view.period,
                    *(passage.text.partition(",")[0] for passage in view.passages),
                    view.source.text if view.source else "",
                ),
            )
        )
        for view in views
    }
