"""The Reconciliation Service API 0.2: manifest, batches, suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from nrr_graph.describe.folding import fold
from nrr_graph.errors import MalformedRequest
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.wikibase.asked import asked_of
from nrr_graph.wikibase.entities import Entities, names_of
from nrr_graph.wikibase.extension import SETTINGS
from nrr_graph.wikibase.matching import Candidate, Matcher

BATCH_LIMIT: Final = 50
SUGGESTIONS_LIMIT: Final = 20
PREVIEW_WIDTH_PX: Final = 400
PREVIEW_HEIGHT_PX: Final = 200
NAME: Final = "NATO–Russia relations (nrr-graph)"
ROOT_CLASS: Final = "https://w3id.org/nrr/ontology#Entity"


def manifest(entities: Entities, root: str, language: str) -> dict[str, Any]:
    """Describe the service.

    :param root: the absolute address of the site, without a slash at its end.
    """
    return {
        "versions": ["0.1", "0.2"],
        "name": NAME,
        "identifierSpace": PREFIXES["wd"],
        "schemaSpace": PREFIXES["wdt"],
        "documentation": f"{root}/",
        "defaultTypes": default_types(entities, language),
        "view": {"url": f"{root}/entity/{{{{id}}}}"},
        "batchSize": BATCH_LIMIT,
        "preview": {
            "url": f"{root}/reconcile/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH_PX,
            "height": PREVIEW_HEIGHT_PX,
        },
        "suggest": {
            kind: {
                "service_url": root,
                "service_path": f"/reconcile/suggest/{kind}",
                "flyout_service_path": f"/reconcile/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {
                "service_url": root,
                "service_path": "/reconcile/propose_properties",
            },
            "property_settings": list(SETTINGS),
        },
    }


def default_types(entities: Entities, language: str) -> list[dict[str, str]]:
    """Return the type that everything is of."""
    root_class = str(entities.numbers.item(ROOT_CLASS))
    return [{"id": root_class, "name": entities.label(root_class, language)}]


def answer_batch(entities: Entities, matcher: Matcher, batch: Any, language: str) -> dict[str, Any]:
    """Answer the queries of a batch; every key comes back.

    :raises MalformedRequest: the batch is malformed; says where.
    """
    if not isinstance(batch, dict):
        raise MalformedRequest("“queries” is an object of queries by key")
    answers = {}
    for key, content in batch.items():
        try:
            asked = asked_of(content)
        except MalformedRequest as error:
            raise MalformedRequest(f"{key}: {error}") from error
        found = matcher.match(asked)
        answers[key] = {"result": [described(entities, candidate, language) for candidate in found]}
    return answers


def described(entities: Entities, candidate: Candidate, language: str) -> dict[str, Any]:
    """Write a candidate for an answer."""
    number = candidate.number
    features = [{"id": p, "value": round(score, 1)} for p, score in candidate.property_scores]
    return {
        "id": number,
        "name": entities.label(number, language),
        "description": entities.description(number, language),
        "score": candidate.score,
        "match": candidate.is_certain,
        "features": [{"id": "all_labels", "value": candidate.name_score}, *features],
        "type": [
            {"id": one, "name": entities.label(one, language)}
            for one in _types_of(entities, number)
        ],
    }


def _types_of(entities: Entities, number: str) -> list[str]:
    """Return the types of an item; of a class what it is a subclass of, since clients need one."""
    return entities.classes(number) or entities.wider(number) or [number]


def suggest(
    entities: Entities, kind: str, prefix: str, cursor: int, language: str
) -> list[dict[str, Any]]:
    """Return what begins so, of a kind: ``entity``, ``property`` or ``type``.

    A word inside a name may begin so too; an id returns the entity that has it.
    """
    fits = _FITS[kind](entities)
    asked = fold(prefix)
    found = []
    for number in fits:
        rank = _rank(entities, number, prefix, asked)
        if rank is not None:
            found.append((rank, entities.label(number, language).casefold(), number))
    chosen = [number for _, _, number in sorted(found)][cursor : cursor + SUGGESTIONS_LIMIT]
    return [_suggestion(entities, number, language) for number in chosen]


def _suggestion(entities: Entities, number: str, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": number,
        "name": entities.label(number, language),
        "description": entities.description(number, language),
    }
    if number[0] == "Q":
        classes = entities.classes(number)
        told["notable"] = [{"id": c, "name": entities.label(c, language)} for c in classes]
    return told


def _rank(entities: Entities, number: str, prefix: str, asked: str) -> int | None:
    """Return how early a name fits: an id, a whole name, its beginning, a word; nothing if none."""
    if prefix.strip().upper() == number:
        return 0
    if not asked:
        return None
    entity = entities.all[number]
    folded = [fold(name) for name in names_of(entity)]
    if asked in folded:
        return 1
    if any(name.startswith(asked) for name in folded):
        return 2
    return 3 if any(f" {asked}" in name for name in folded) else None


def _types(entities: Entities) -> list[str]:
    return sorted(
        {c for number in entities.all if number[0] == "Q" for c in entities.classes(number)}
    )


_FITS: Final[dict[str, Callable[[Entities], Iterable[str]]]] = {
    "entity": lambda entities: [n for n in entities.all if n[0] == "Q"],
    "property": lambda entities: [n for n in entities.all if n[0] == "P"],
    "type": _types,
}
