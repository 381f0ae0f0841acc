"""Parts of entities: claims by property, qualifiers, texts by language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from nrr_graph.release.wikibase import snaks
from nrr_graph.release.wikibase.evidence import (
    ATTRIBUTED_TO,
    CAUSE,
    CAUSE_ACCORDING_TO,
    DATES,
    EXACT_DATE,
    KIND,
    LINKS,
    STATEMENT_ID,
)
from nrr_graph.release.wikibase.numbers import Numbers, guid
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.terms import Term


def of_being(subject: str, iri: str, claim: Json, *, dated: bool) -> list[Json]:
    """Make claims of the qualifiers that say when and by whom an event came about.

    The rule is that of ``rules/derive/20-qualifiers-of-being.rq``.  Without the statement's own id
    among the references, so that whoever reads entities back knows them as derived.

    :param dated: whether a date holds of the subject itself; of a person or body it does not.
    """
    if claim["mainsnak"]["property"] != KIND or claim["rank"] == "deprecated":
        return []
    references = [
        snaks.reference(
            [s for group in r["snaks"].values() for s in group if s["property"] != STATEMENT_ID]
        )
        for r in claim["references"]
    ]
    own = claim.get("qualifiers", {})
    left_out = {*LINKS.values(), EXACT_DATE, ATTRIBUTED_TO, *(() if dated else DATES)}
    if CAUSE_ACCORDING_TO in own:
        left_out.add(CAUSE)
    return [
        {
            "mainsnak": snak,
            "type": "statement",
            "id": guid(subject, iri, snak["hash"]),
            "rank": "normal",
            **qualified(exact_dates(snak, own)),
            "references": references,
        }
        for group in own.values()
        for snak in group
        if snak["property"] not in left_out
    ]


def exact_dates(snak: Json, qualifiers: Mapping[str, Sequence[Json]]) -> list[Json]:
    """Return the seasons that are told beside a date of their year, which is all it can hold."""
    if snak["property"] not in DATES or snak["snaktype"] != "value":
        return []
    year = snak["datavalue"]["value"]["time"][1:5] if snak["datatype"] == "time" else ""
    return [s for s in qualifiers.get(EXACT_DATE, ()) if s["datavalue"]["value"][:4] == year]


def qualified(found: Sequence[Json]) -> Json:
    """Return qualifiers by property, in their order; nothing if there are none."""
    grouped: dict[str, list[Json]] = {}
    for one in found:
        grouped.setdefault(one["property"], []).append(one)
    return {"qualifiers": grouped, "qualifiers-order": list(grouped)} if grouped else {}


def by_property(claims: Iterable[Json], numbers: Numbers) -> dict[str, list[Json]]:
    """Return claims by property, in the order of the register."""
    grouped: dict[str, list[Json]] = defaultdict(list)
    for claim in claims:
        grouped[claim["mainsnak"]["property"]].append(claim)
    return {number: grouped[number] for number in sorted(grouped, key=numbers.order.__getitem__)}


def texts(terms: Iterable[Term]) -> dict[str, Json]:
    """Return labels or descriptions by language."""
    return {
        (t.language or "mul"): {"language": t.language or "mul", "value": t.value}
        for t in terms
        if isinstance(t, ox.Literal)
    }


def aliases(terms: Iterable[Term]) -> dict[str, list[Json]]:
    """Return aliases by language."""
    found: dict[str, list[Json]] = defaultdict(list)
    for term in terms:
        if isinstance(term, ox.Literal):
            language = term.language or "mul"
            found[language].append({"language": language, "value": term.value})
    return dict(found)
