"""Names as people write them in a sheet: which entity they get, and which they never get."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from referencing import Registry
from referencing.jsonschema import DRAFT7

from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.wikibase.reconciliation import BATCH_LIMIT

SHEET = Path(__file__).with_name("messy_sheet.tsv")


def _q(iri: str) -> str:
    return str(numbers().item(iri))


NATO, RUSSIA, ROGOZIN = _q(ID + "nato"), _q(ID + "russia"), _q(ID + "dmitry-rogozin")
PERSON, STATE, ENTITY = _q(NRR + "Person"), _q(NRR + "State"), _q(NRR + "Entity")


def _reconcile(client: FlaskClient, queries: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    keys = list(queries)
    for begin in range(0, len(keys), BATCH_LIMIT):
        part = {key: queries[key] for key in keys[begin : begin + BATCH_LIMIT]}
        answer = client.post("/reconcile", data={"queries": json.dumps(part)}).json
        assert answer
        found |= {key: content["result"] for key, content in answer.items()}
    return found


def _one(client: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    return _reconcile(client, {"q": query})["q"]


def _sheet() -> list[list[str]]:
    _, *lines = SHEET.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def _measured(sheet: list[list[str]], found: dict[str, list[dict[str, Any]]]) -> Counter[str]:
    """Count rows whose first candidate is right, and right and wrong automatic matches."""
    counts: Counter[str] = Counter()
    for name, slug in sheet:
        first = found[name][0] if found[name] else {"id": "", "match": False}
        is_right = bool(slug) and bool(first["id"] == _q(ID + slug))
        counts["rows"] += bool(slug)
        counts["first"] += is_right
        counts["matched"] += is_right and bool(first["match"])
        counts["wrong"] += bool(first["match"]) and not is_right
    return counts


@pytest.fixture(scope="module")
def reconciled(app: Any) -> dict[str, list[dict[str, Any]]]:
    return _reconcile(app.test_client(), {name: {"query": name} for name, _ in _sheet()})


def test_a_messy_sheet_gets_its_entities_and_no_wrong_match(
    reconciled: dict[str, list[dict[str, Any]]],
) -> None:
    counts = _measured(_sheet(), reconciled)
    assert counts["first"] >= 0.95 * counts["rows"] > 0
    assert counts["matched"] >= 0.6 * counts["rows"]
    assert counts["wrong"] == 0


def test_the_measure_would_notice_a_wrong_match(
    reconciled: dict[str, list[dict[str, Any]]],
) -> None:
    damaged = [[name, "" if slug == "nato" else slug] for name, slug in _sheet()]
    assert _measured(damaged, reconciled)["wrong"] > 0


def test_every_name_of_a_thing_finds_it(client: FlaskClient, app: Any) -> None:
    entities = app.extensions["nrr"].entities
    label = entities.label
    members = [n for n in entities.all if n[0] == "Q" and PERSON in entities.all_classes(n)]
    found = _reconcile(client, {n: {"query": label(n)} for n in members})
    assert {n: c[0]["id"] for n, c in found.items()} == {n: n for n in members}


@pytest.mark.parametrize("strict", ["should", "any", "all"])
def test_what_is_of_another_type_is_never_matched(client: FlaskClient, strict: str) -> None:
    found = _one(client, query="NATO", type=PERSON, type_strict=strict)
    assert not any(candidate["match"] for candidate in found)
    offered = [candidate["id"] for candidate in found]
    assert (NATO in offered) == (strict == "should")


def test_a_type_that_fits_comes_before_one_that_does_not(client: FlaskClient) -> None:
    found = _one(client, query="Rogozin", type=PERSON, type_strict="should")
    assert found[0]["id"] == ROGOZIN
    assert found[0]["match"]


def test_every_thing_is_an_entity(client: FlaskClient, app: Any) -> None:
    entities = app.extensions["nrr"].entities
    things = [n for n in entities.all if n[0] == "Q" and not entities.iri(n).startswith(NRR)]
    assert [n for n in things if ENTITY not in entities.all_classes(n)] == []
    first = _one(client, query="Russia", type=ENTITY, type_strict="should")[0]
    assert (first["id"], first["match"]) == (RUSSIA, True)
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x wdt:P31/wdt:P279* wd:{ENTITY} }}"
    answer = client.get("/wikibase/sparql", query_string={"query": query, "format": "csv"})
    assert int(answer.text.split()[1]) >= len(things)


@pytest.mark.parametrize("name", ["entity", "state", "person", "Warning", "General", "Georgia"])
def test_every_candidate_has_a_type_and_is_a_thing(client: FlaskClient, name: str) -> None:
    found = _one(client, query=name)
    assert all(candidate["type"] and candidate["type"][0]["name"] for candidate in found)
    assert not any(numbers().by_number[c["id"]].startswith(NRR) for c in found)


def test_a_word_of_the_vocabulary_is_certain_only_if_it_is_asked_for(client: FlaskClient) -> None:
    kind = _q(NRR + "Kind")
    plain, typed = _one(client, query="Summit"), _one(client, query="Summit", type=kind)
    summit = typed[0]["id"]
    assert typed[0]["match"]
    assert not any(c["match"] for c in plain if c["id"] == summit)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("https://w3id.org/nrr/id/nato", "nato"),
        ("http://localhost:8000/some/prefix/id/nato.html", "nato"),
        ("id:dmitry-rogozin", "dmitry-rogozin"),
        ("dmitry-rogozin", "dmitry-rogozin"),
        (f"https://w3id.org/nrr/entity/{NATO}", "nato"),
        (f"http://localhost:8000/entity/{NATO}", "nato"),
        (f"wd:{NATO}", "nato"),
        (NATO.lower(), "nato"),
        ("Q7184", "nato"),
        ("http://www.wikidata.org/entity/Q30", "united-states"),
        ("https://www.wikidata.org/wiki/Q159", "russia"),
    ],
)
def test_an_identifier_identifies(client: FlaskClient, text: str, slug: str) -> None:
    (candidate,) = _one(client, query=text)
    assert (candidate["id"], candidate["match"]) == (_q(ID + slug), True)


def test_a_number_that_may_be_wikidatas_too_is_not_decided(client: FlaskClient) -> None:
    found = _one(client, query="Q30")
    assert {candidate["id"] for candidate in found} == {"Q30", _q(ID + "united-states")}
    assert not any(candidate["match"] for candidate in found)


@pytest.mark.parametrize(
    "written", ["1 May 2014", "May 1, 2014", "1 мая 2014 г.", "01.05.2014", "май 2014", "2014-05"]
)
def test_a_date_is_read_as_people_write_it(client: FlaskClient, app: Any, written: str) -> None:
    entities = app.extensions["nrr"].entities
    dated = [
        (n, claim["mainsnak"])
        for n, entity in entities.all.items()
        for claim in entity["claims"].get("P585", ())
    ]
    number = next(
        n for n, s in dated if "2014-05-01" in json.dumps(s) and "/id/" in entities.iri(n)
    )
    name = entities.label(number)
    (first, *_) = _one(client, query=name, properties=[{"pid": "P585", "v": written}])
    assert first["id"] == number
    assert {f["id"]: f["value"] for f in first["features"]}["P585"] == 100


@pytest.fixture(scope="module")
def schemas(shared: Path) -> dict[str, Any]:
    folder = shared / "reconciliation" / "schemas" / "1.0-draft"
    return {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}


def _valid(content: Any, schemas: dict[str, Any], name: str) -> None:
    base = "https://reconciliation-api.github.io/specs/draft/schemas/"
    registry: Registry[Any] = Registry().with_resources(
        [(f"{base}{stem}.json", DRAFT7.create_resource(one)) for stem, one in schemas.items()]
    )
    validator = jsonschema.Draft7Validator(schemas[name], registry=registry)
    assert [error.message for error in validator.iter_errors(content)] == []


def _conditions(*conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"queries": [{"conditions": list(conditions), **more}]}


def test_version_1_0_describes_itself(client: FlaskClient, schemas: dict[str, Any]) -> None:
    manifest = client.get("/reconcile/1.0").json
    _valid(manifest, schemas, "manifest")
    for kind in ("entity", "property", "type"):
        answer = client.get(f"/reconcile/1.0/suggest/{kind}?prefix=p").json
        schema = {"entity": "entities", "property": "properties", "type": "types"}[kind]
        _valid(answer, schemas, f"suggest-{schema}-response")
        assert answer
        assert answer["result"]
    proposed = client.get(f"/reconcile/1.0/extend/propose?type={PERSON}").json
    _valid(proposed, schemas, "data-extension-property-proposal")


@pytest.mark.parametrize("path", ["/reconcile/match", "/reconcile/1.0/match"])
def test_version_1_0_matches_by_name_id_and_property(
    client: FlaskClient, schemas: dict[str, Any], path: str
) -> None:
    name = {"matchType": "name", "propertyValue": "Dmitry Rogozin"}
    by_id = {"matchType": "id", "propertyValue": NATO}
    of_type = {"matchType": "property", "propertyId": "P31", "propertyValue": {"id": STATE}}
    batch = {
        "queries": [
            {"conditions": [name], "type": PERSON, "limit": 3},
            {"conditions": [by_id]},
            {"conditions": [of_type]},
            {"conditions": [name, {**of_type, "required": True}]},
            {"conditions": [name, {**of_type, "required": True, "matchQuantifier": "none"}]},
        ]
    }
    _valid(batch, schemas, "reconciliation-query-batch")
    answer = client.post(path, json=batch).json
    _valid(answer, schemas, "reconciliation-result-batch")
    assert answer
    by_name, number, states, no_state, not_a_state = (r["candidates"] for r in answer["results"])
    assert (by_name[0]["id"], by_name[0]["match"]) == (ROGOZIN, True)
    assert number[0]["id"] == NATO
    assert states
    assert all(STATE in {t["id"] for t in c["type"]} for c in states)
    assert ROGOZIN not in {c["id"] for c in no_state}
    assert not_a_state[0]["id"] == ROGOZIN


def test_version_1_0_extends(client: FlaskClient, schemas: dict[str, Any]) -> None:
    asked = {"ids": [ROGOZIN, NATO], "properties": [{"id": "P31"}, {"id": "P39"}]}
    answer = client.post("/reconcile/1.0/extend", json=asked).json
    _valid(answer, schemas, "data-extension-response")
    assert answer
    assert [row["id"] for row in answer["rows"]] == asked["ids"]


@pytest.mark.parametrize(
    "body",
    [
        "nonsense", "[]", "{}", '{"queries": {}}', '{"queries": [{"conditions": []}]}',
        json.dumps(_conditions({"matchType": "guess", "propertyValue": "x"})),
        json.dumps(_conditions({"matchType": "name"})),
        json.dumps(_conditions({"matchType": "property", "propertyValue": "x"})),
        json.dumps(_conditions({"matchType": "name", "propertyValue": "x"}, type=5)),
        json.dumps(_conditions({"matchType": "name", "propertyValue": "x"}, limit="many")),
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_malformed_batch_of_version_1_0_is_told_what_is_wrong(
    client: FlaskClient, body: str
) -> None:
    answer = client.post("/reconcile/match", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize("path", ["match", "1.0/match", "extend", "1.0/extend"])
def test_a_get_where_version_1_0_wants_a_post_is_told_so(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/reconcile/{path}")
    assert answer.status_code == 400
    assert "POST" in answer.json["detail"]  # type: ignore[index]


def test_a_batch_of_version_1_0_has_a_limit(client: FlaskClient) -> None:
    one = {"conditions": [{"matchType": "name", "propertyValue": "x"}]}
    answer = client.post("/reconcile/match", json={"queries": [one] * (BATCH_LIMIT + 1)})
    assert answer.status_code == 413
