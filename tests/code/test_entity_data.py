"""Documents about entities, and the action API: each address and call as MediaWiki answers it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nrr_graph.namespaces import BASE, ID, NRR, SCHEMA
from nrr_graph.release.release import Release
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.release.wikibase.rdf import PREFIXES

SAMPLE = 2


def _q(iri: str) -> str:
    return str(numbers().item(iri))


NATO, SUMMIT, PERSON = _q(ID + "nato"), _q(ID + "summit"), _q(NRR + "Person")


def _own_iris(release: Release) -> dict[str, list[str]]:
    """Return the IRIs of ours in the Wikibase graph, by what stands before their last part."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in release.store.quads_for_pattern(None, None, None, WIKIBASE_GRAPH):
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE):
                kind = term.value[: max(term.value.rfind("/"), term.value.rfind("#")) + 1]
                found[kind].add(term.value)
    return {kind: sorted(iris) for kind, iris in found.items()}


def test_every_address_that_the_export_mentions_answers(
    client: FlaskClient, release: Release
) -> None:
    kinds = _own_iris(release)
    places = {PREFIXES[p] for p in ("wd", "wds", "wdv", "wdref", "wdt", "p", "ps", "pq", "pr")}
    assert places <= set(kinds)
    for kind, iris in kinds.items():
        step = max(len(iris) // SAMPLE, 1)
        for iri in iris[::step]:
            path = "/" + iri.removeprefix(BASE).partition("#")[0]
            accepted = ("text/turtle", "text/html") if iri == iris[0] else ("text/turtle",)
            for accept in accepted:
                answer = client.get(path, headers={"Accept": accept}, follow_redirects=True)
                assert answer.status_code == 200, (kind, iri, accept)


def _triples(client: FlaskClient, path: str) -> set[ox.Triple]:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    media = str(answer.mimetype).replace("text/n3", "text/turtle")
    rdf_format = ox.RdfFormat.from_media_type(media)
    assert rdf_format, media
    return {q.triple for q in ox.parse(answer.data, format=rdf_format)}


def _datasets(triples: set[ox.Triple]) -> list[str]:
    dataset = ox.NamedNode(SCHEMA + "Dataset")
    return [str(t.subject.value) for t in triples if t.object == dataset]  # type: ignore[union-attr]


def test_a_document_describes_itself_and_no_other(client: FlaskClient) -> None:
    for path in (f"/entity/{NATO}.ttl", f"/wiki/Special:EntityData/{NATO}.ttl?flavor=simple"):
        assert _datasets(_triples(client, path)) == [PREFIXES["wdata"] + NATO]


def test_a_flavor_tells_as_much_as_mediawiki_has_it_tell(client: FlaskClient) -> None:
    address = f"/wiki/Special:EntityData/{NATO}.nt"
    full, dump, simple = (
        _triples(client, f"{address}{q}") for q in ("", "?flavor=dump", "?flavor=simple")
    )
    assert simple < dump < full
    assert _triples(client, f"{address}?flavor=full") == full
    of_statements = {str(t.predicate.value) for t in dump} - {
        str(t.predicate.value) for t in simple
    }
    assert PREFIXES["wikibase"] + "rank" in of_statements
    assert any(str(t.predicate.value).startswith(PREFIXES["wdt"]) for t in simple)
    assert {t.subject for t in simple} <= {
        ox.NamedNode(PREFIXES["wd"] + NATO),
        ox.NamedNode(PREFIXES["wdata"] + NATO),
    }
    wrong = client.get(f"{address}?flavor=sweet")
    assert wrong.status_code == 400
    assert "simple" in wrong.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("suffix", "media"),
    [("jsonld", "application/ld+json"), ("n3", "text/n3"), ("rdf", "application/rdf+xml")],
)
def test_each_suffix_of_mediawiki_is_known(client: FlaskClient, suffix: str, media: str) -> None:
    address = f"/wiki/Special:EntityData/{NATO}"
    assert client.get(f"{address}.{suffix}").mimetype == media
    assert _triples(client, f"{address}.{suffix}") == _triples(client, f"{address}.ttl")


def test_a_small_letter_and_a_missing_suffix_lead_to_the_document(client: FlaskClient) -> None:
    small = client.get(f"/wiki/Special:EntityData/{NATO.lower()}.json")
    assert small.status_code == 301
    assert small.location == f"/wiki/Special:EntityData/{NATO}.json"
    assert client.get(f"/entity/{NATO.lower()}", follow_redirects=True).status_code == 200
    for path in (f"/wiki/Special:EntityData/{NATO}", f"/wiki/Special:EntityData?id={NATO}"):
        bare = client.get(path, headers={"Accept": "text/turtle"})
        assert (bare.status_code, bare.location) == (303, f"/wiki/Special:EntityData/{NATO}.ttl")
        page = client.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, page.location) == (303, "/id/nato")


def test_a_statement_leads_to_its_page_and_to_its_data(client: FlaskClient) -> None:
    event = _q(ID + "suspension-of-cooperation-2014")
    claim = _api(client, action="wbgetclaims", entity=event, property="P31")["claims"]["P31"][0]
    path = "/entity/statement/" + claim["id"].replace("$", "-")
    page = client.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.location) == (303, "/id/s01-08-suspension")
    data = client.get(path, headers={"Accept": "application/json"})
    assert data.location == f"/wiki/Special:EntityData/{event}.json"


@pytest.mark.parametrize(
    "path",
    [
        "/entity/statement/Q74-nope",
        "/prop/direct/P99999",
        "/prop/wrong/P31",
        "/value/00",
        "/reference/",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 404


def test_a_reference_tells_its_parts_and_whose_it_is(client: FlaskClient) -> None:
    triples = _triples(client, f"/entity/{NATO}.nt")
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    node = next(t.object for t in triples if t.predicate == derived)
    path = "/" + node.value.removeprefix(BASE)  # type: ignore[union-attr]
    answer = client.get(path, headers={"Accept": "application/n-triples"})
    told = {q.triple for q in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)}
    reference = ox.NamedNode(PREFIXES["wikibase"] + "Reference")
    assert any((t.subject, t.object) == (node, reference) for t in told)
    assert any(t.predicate == derived and t.object == node for t in told)


def _api(client: FlaskClient, **parameters: str) -> dict[str, Any]:
    asked = {"format": "json", **parameters}
    get = client.get("/w/api.php", query_string=asked)
    assert get.status_code == 200
    assert client.post("/w/api.php", data=asked).json == get.json
    return dict(get.json)  # type: ignore[arg-type]


def test_a_language_without_a_label_falls_back_and_says_so(client: FlaskClient) -> None:
    asked = {"action": "wbgetentities", "ids": NATO, "languages": "de|ru-latn"}
    assert _api(client, **asked)["entities"][NATO]["labels"] == {}
    labels = _api(client, **asked, languagefallback="1")["entities"][NATO]["labels"]
    assert labels["de"] == {"language": "en", "value": "NATO", "for-language": "de"}
    assert labels["ru-latn"] == {"language": "ru", "value": "НАТО", "for-language": "ru-latn"}


def test_ids_may_have_small_letters_and_pages_of_other_wikis_are_missing(
    client: FlaskClient,
) -> None:
    found = _api(client, action="wbgetentities", ids=NATO.lower(), sitefilter="enwiki")["entities"]
    assert found[NATO]["id"] == NATO
    by_page = _api(client, action="wbgetentities", sites="enwiki", titles="NATO")["entities"]
    assert by_page == {"-1": {"site": "enwiki", "title": "NATO", "missing": ""}}


def _titles(client: FlaskClient, search: str, **more: str) -> list[str]:
    found = _api(client, action="query", list="search", srsearch=search, srlimit="50", **more)
    return [hit["title"] for hit in found["query"]["search"]]


def test_a_search_gives_the_best_first_with_what_it_found_marked(client: FlaskClient) -> None:
    assert _titles(client, "NATO")[0] == NATO
    assert _titles(client, "нато")[0] == NATO
    hit = _api(client, action="query", list="search", srsearch="rogozin")["query"]["search"][0]
    assert hit["title"] == _q(ID + "dmitry-rogozin")
    marked = _api(client, action="query", list="search", srsearch="envoy")["query"]["search"]
    assert all('<span class="searchmatch">' in one["snippet"] for one in marked)
    assert _titles(client, "point in time", srnamespace="120") == ["Property:P585"]


def test_what_matched_is_told_in_the_letters_of_the_search(client: FlaskClient) -> None:
    for text, code in (("нато", "ru"), ("nato", "en")):
        found = _api(client, action="wbsearchentities", search=text, language="en")["search"][0]
        assert (found["id"], found["match"]["language"]) == (NATO, code)


def test_a_search_for_statements_finds_who_has_them(client: FlaskClient) -> None:
    persons = set(_titles(client, f"haswbstatement:P31={PERSON}"))
    assert _q(ID + "dmitry-rogozin") in persons
    assert NATO not in persons
    both = f"haswbstatement:P31={PERSON}|P31={SUMMIT}"
    assert set(_titles(client, both)) > persons - {NATO}
    summits = set(_titles(client, f"haswbstatement:P31={SUMMIT}"))
    with_place = set(_titles(client, f"haswbstatement:P31={SUMMIT} haswbstatement:P276"))
    without = set(_titles(client, f"haswbstatement:P31={SUMMIT} -haswbstatement:P276"))
    assert with_place | without == summits
    assert not with_place & without
    assert _titles(client, f"paris haswbstatement:P31={SUMMIT}") == [_q(ID + "paris-summit-1997")]


def test_a_long_search_goes_on_where_it_ended(client: FlaskClient) -> None:
    asked = {"action": "query", "list": "search", "srsearch": "haswbstatement:P31", "srlimit": "3"}
    first = _api(client, **asked)
    assert first["query"]["searchinfo"]["totalhits"] > 6
    second = _api(client, **asked, **{k: str(v) for k, v in first["continue"].items()})
    assert second["continue"]["sroffset"] == 6
    titles = [h["title"] for part in (first, second) for h in part["query"]["search"]]
    assert len(set(titles)) == 6


def test_what_is_not_known_is_warned_of(client: FlaskClient) -> None:
    asked = {"action": "query", "list": "nosuch", "meta": "siteinfo", "nonsense": "1"}
    warnings = _api(client, **asked)["warnings"]
    assert warnings["main"] == {"*": "Unrecognized parameter: nonsense."}
    assert warnings["query"] == {"*": 'Unrecognized value for parameter "list": nosuch'}
    second = _api(client, **asked, formatversion="2")["warnings"]
    assert second["main"] == {"warnings": "Unrecognized parameter: nonsense."}
    limit = _api(client, action="wbsearchentities", search="n", language="en", limit="500")
    assert "must be between 1 and 50" in limit["warnings"]["wbsearchentities"]["*"]
    assert len(limit["search"]) == 50
    none = _api(client, action="wbsearchentities", search="n", language="en", limit="0")
    assert (len(none["search"]), none["search-continue"]) == (1, 1)
    assert "warnings" not in _api(client, action="wbgetentities", ids=NATO, props="labels")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"action": "nosuch"}, "badvalue"),
        (
            {"action": "wbgetentities", "ids": "|".join(f"Q{n}" for n in range(1, 60))},
            "toomanyvalues",
        ),
        ({"action": "wbgetclaims"}, "param-missing"),
        ({"action": "wbgetclaims", "entity": "Q999999"}, "no-such-entity"),
        ({"action": "wbgetclaims", "claim": f"{NATO}$nope"}, "invalid-guid"),
        ({"action": "query", "list": "search"}, "missingparam"),
        ({"action": "query", "list": "search", "srsearch": "x" * 301}, "search-error"),
        ({"action": "query", "meta": "siteinfo", "assert": "user"}, "assertuserfailed"),
        ({"action": "query", "format": "xml"}, "badvalue"),
    ],
)
def test_an_error_has_its_code_in_the_answer_and_in_a_header(
    client: FlaskClient, parameters: dict[str, str], code: str
) -> None:
    answer = client.get("/w/api.php", query_string={"format": "json", **parameters})
    assert answer.status_code == 200
    assert answer.json["error"]["code"] == code  # type: ignore[index]
    assert answer.headers["MediaWiki-API-Error"] == code


def test_a_module_describes_its_own_modules_and_limits(client: FlaskClient) -> None:
    """What pywikibot looks at before it searches."""
    asked = {"action": "paraminfo", "modules": "main|query|query+search|nosuch"}
    main, query, search, unknown = _api(client, **asked)["paraminfo"]["modules"]
    parameters = {p["name"]: p for p in query["parameters"]}
    (action,) = (p for p in main["parameters"] if p["name"] == "action")
    assert set(action["submodules"]) == set(action["type"])
    known = {kind for name in ("prop", "list", "meta") for kind in parameters[name]["submodules"]}
    assert set(parameters["generator"]["type"]) <= known
    assert search["generator"] == ""
    assert next(p["max"] for p in search["parameters"] if p["name"] == "limit") == 50
    assert unknown["missing"] == ""


def test_the_second_format_has_true_and_lists(client: FlaskClient) -> None:
    asked = {"action": "query", "titles": f"{NATO}|Q999999", "meta": "userinfo|siteinfo"}
    first, second = _api(client, **asked), _api(client, **asked, formatversion="2")
    assert (first["batchcomplete"], second["batchcomplete"]) == ("", True)
    assert first["query"]["userinfo"]["anon"] == ""
    assert second["query"]["userinfo"]["anon"] is True
    assert next(iter(first["query"]["pages"].values()))["title"] == NATO
    assert [p.get("missing") for p in second["query"]["pages"]] == [None, True]
    assert first["query"]["namespaces"]["120"]["*"] == "Property"
    assert second["query"]["namespaces"]["120"]["name"] == "Property"
    assert "*" not in second["query"]["namespaces"]["120"]


def test_claims_are_given_by_entity_property_rank_and_id(client: FlaskClient) -> None:
    council = _q(ID + "nato-russia-council")
    every = _api(client, action="wbgetclaims", entity=council.lower())["claims"]
    of_p571 = _api(client, action="wbgetclaims", entity=council, property="p571")["claims"]
    assert of_p571 == {"P571": every["P571"]}
    best = _api(client, action="wbgetclaims", entity=council, rank="preferred")["claims"]
    assert {c["rank"] for group in best.values() for c in group} == {"preferred"}
    guid = every["P571"][0]["id"]
    one = _api(client, action="wbgetclaims", claim=guid, props="")["claims"]
    assert [c["id"] for c in one["P571"]] == [guid]
    assert "references" not in one["P571"][0]


def test_a_script_of_another_site_may_name_itself(client: FlaskClient) -> None:
    asked = client.options(
        "/w/api.php?origin=*",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "api-user-agent",
        },
    )
    assert "Api-User-Agent" in asked.headers["Access-Control-Allow-Headers"]
    assert "warnings" not in _api(client, action="wbgetentities", ids=NATO, origin="*")


def test_a_season_is_told_with_every_date_of_it(client: FlaskClient) -> None:
    strain = _q(ID + "strain-of-2008")
    (claim,) = _api(client, action="wbgetclaims", entity=strain, property="P585")["claims"]["P585"]
    assert claim["mainsnak"]["datavalue"]["value"]["precision"] == 9
    assert claim["qualifiers"]["P900044"][0]["datavalue"]["value"] == "2008-22"
    exact = ox.Literal("2008-22")
    triples = _triples(client, f"/entity/{strain}.nt")
    subjects = {t.subject for t in triples if t.object == exact}
    dated = {t.subject for t in triples if t.predicate.value == PREFIXES["ps"] + "P585"}
    assert dated <= subjects
    column = {"id": "P585", "settings": {"dates": "known"}}
    asked = json.dumps({"ids": [strain], "properties": [column]})
    rows = client.post("/reconcile", data={"extend": asked}).json["rows"]  # type: ignore[index]
    assert rows[strain]["P585"] == [{"str": "2008-22"}]
