"""The pages and documents that people and programs follow links to."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from every_page import ReadPage
from nrr_graph.describe.lists import LISTS, ORDERS
from nrr_graph.describe.questions import SHOWN_FIRST
from nrr_graph.namespaces import ID
from nrr_graph.release.release import Release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app

HTML = {"Accept": "text/html"}
EveryPage = Callable[[str], Sequence[ReadPage]]


def test_home_says_what_this_is_and_how_much_it_holds(
    client: FlaskClient, release: Release
) -> None:
    page = client.get("/").text
    assert "knowledge graph" in page
    for name, count in release.counts.items():
        assert f"{count:,} {name}" in page


def test_home_answers_three_questions(client: FlaskClient) -> None:
    page = client.get("/").text
    assert page.count('<section class="answer">') == len(SHOWN_FIRST) == 3
    assert "28 May 2002" in page


def test_home_tells_the_evidence_of_each_answer_and_the_same_issues_in_both_languages(
    client: FlaskClient,
) -> None:
    pages = [client.get(f"/?lang={language}").text for language in ("en", "ru")]
    links = [re.findall(r'href="(/id/[^"?]+)', page) for page in pages]
    assert links[0] == links[1]
    for page in pages:
        for answer in re.findall(r'<section class="answer">.*?</section>', page, re.DOTALL):
            assert re.search(r'href="/id/s\d\d-\d\d', answer)
            assert "<table" not in answer


def test_a_person_is_told_of_by_office_then_words_then_what_others_say(
    client: FlaskClient, release: Release
) -> None:
    """The order of what a reader wants to know of a person, on the page of each."""
    seen = set()
    for person in client.get("/list/persons?format=json").json["persons"]:  # type: ignore[index]
        page = client.get(person["iri"].removeprefix("https://w3id.org/nrr") + ".html").text
        places = [
            page.find(sign)
            for sign in ('#holdsOffice"', '#said"', 'id="findings"', 'id="mentions"', "<aside>")
        ]
        found = [place for place in places if place >= 0]
        assert found == sorted(found), person["iri"]
        seen.add(len(found))
    assert max(seen) >= 4


def test_a_number_of_our_own_is_not_taken_for_wikidatas(client: FlaskClient) -> None:
    page = client.get("/id/nato.html?lang=en").text
    number = re.search(r">(Q\d+)</a> <small>\(([^)]*)\)", page)
    assert number
    assert number[2] == "a number of our own, not Wikidata&#39;s"


def test_every_issue_is_told_in_words(client: FlaskClient, release: Release) -> None:
    assert client.get("/issues").text.count("<dd>") == release.counts["issues"]


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/html", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml", "rdf"),
        ("application/n-triples", "nt"),
        ("", "ttl"),
    ],
)
def test_an_entity_sends_each_client_to_its_document(
    client: FlaskClient, accept: str, suffix: str
) -> None:
    response = client.get("/id/nato", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/id/nato.{suffix}"
    assert response.headers["Vary"] == "Accept"
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf"])
def test_a_document_holds_statements_and_labels(client: FlaskClient, suffix: str) -> None:
    body = client.get(f"/id/nato-russia-council.{suffix}").data
    quads = list(ox.parse(body, format=ox.RdfFormat.from_extension(suffix)))
    said = {str(quad.object.value) for quad in quads}
    assert {"2002-05-28", "Совет Россия — НАТО", "Reference 7"} <= said


def test_a_statement_page_tells_who_when_where_and_by_which_source(client: FlaskClient) -> None:
    page = client.get("/id/s01-08-suspension.html").text
    text = " ".join(re.sub("<[^>]+>", " ", page).split())
    for words in (
        "NATO suspends cooperation with Russia",
        "1 May 2014",
        "Sentence S01-08 , Lead",
        "characters 1200–1310",
        "[3] “Ukraine crisis: Nato suspends Russia co-operation”",
        "publisher BBC News",
        "published 2 April 2014",
        "The suspension is dated a month after its only source",
    ):
        assert words in text


def test_pages_speak_russian_too(client: FlaskClient) -> None:
    page = client.get("/id/nato-russia-council.html?lang=ru").text
    assert "<h1>Совет Россия — НАТО</h1>" in page
    assert "28 мая 2002" in page


@pytest.mark.parametrize("slug", ["nope", "nope.ttl", "%3Cscript%3E", "a%20b", "../etc"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json"])
def test_an_unknown_iri_is_not_found(client: FlaskClient, slug: str, accept: str) -> None:
    response = client.get(f"/id/{slug}", headers={"Accept": accept})
    assert response.status_code == 404
    if accept == "text/html":
        assert "<script>" not in response.text
        assert "<h1>Not Found</h1>" in response.text
    else:
        assert json.loads(response.data)["status"] == 404


#: How many links of each kind are followed; there are tens of thousands.
OF_EACH_KIND = 4


def _kind(link: str) -> str:
    """Tell what kind of page a link leads to: the same route, suffix and parameters."""
    path, _, parameters = link.partition("?")
    names = sorted(part.partition("=")[0] for part in parameters.split("&"))
    head, _, name = path.rpartition("/")
    suffix = name.rpartition(".")[2] if "." in name else ""
    return f"{head if head.count('/') < 2 else '/…'} {suffix} {names}"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_link_on_the_pages_leads_somewhere(
    client: FlaskClient, every_page: EveryPage, release: Release, language: str
) -> None:
    """Whatever leads to a thing is looked up; of all other links some of each kind are followed."""
    store = release.store
    known = {s.value for s in (q.subject for q in store) if isinstance(s, ox.NamedNode)}
    kinds: dict[str, list[str]] = defaultdict(list)
    for link in sorted({link for page in every_page(language) for link in _links(page)}):
        slug = re.fullmatch(r"/id/([^?.]+)(?:\?lang=..)?", link)
        assert slug is None or ID + unquote(slug[1]) in known, link
        kinds[_kind(link)].append(link)
    for kind, links in kinds.items():
        if kind.startswith("/data"):
            continue  # Files of the whole graph, which the tests of dumps read.
        for link in links[:: -(-len(links) // OF_EACH_KIND)]:
            with client.get(link, headers=HTML, follow_redirects=True) as response:
                assert response.status_code == 200, link
    assert sum(map(len, kinds.values())) > 1000
    assert len(kinds) > 25


@pytest.mark.parametrize("language", ["en", "ru"])
def test_links_within_a_page_lead_to_a_place_on_it(every_page: EveryPage, language: str) -> None:
    for page in every_page(language):
        places = {element.get("id") for element in page.root.iter() if element.get("id")}
        wanted = {link[1:] for link in page.hrefs if link.startswith("#")}
        assert wanted <= places, page.address


def _links(page: ReadPage) -> set[str]:
    """Return where a page leads to on this site; not where a failed request was sent."""
    if page.status != 200:
        return set()
    here = "http://localhost/"
    links = {link.split("#")[0].removeprefix(here[:-1]) for link in page.hrefs}
    return {link for link in links if link.startswith("/")}


def test_no_page_loads_anything_from_elsewhere(client: FlaskClient) -> None:
    for address in ("/", "/sparql", "/ontology", "/queries", "/issues", "/id/nato.html", "/map"):
        page = client.get(address, headers={"Accept": "text/html"})
        loaded = re.findall(
            r'(?:src|<link[^>]*rel="(?:stylesheet|icon)"[^>]*href)="([^"]+)"', page.text
        )
        assert all(link.startswith("/static/") for link in loaded)
        assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_health_compares_the_store_with_what_was_loaded(
    client: FlaskClient, release: Release
) -> None:
    body = json.loads(client.get("/ready").data)
    assert body["status"] == "ok"
    assert body["triples"] == release.counts["triples"]
    assert body["digest"] == release.digest


def test_the_ontology_page_lands_on_its_terms(client: FlaskClient) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert '<div id="memberOf">' in page
    turtle = client.get("/ontology", headers={"Accept": "text/turtle"}).data
    assert len(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))) > 1000


def test_other_sources_stand_apart_from_the_article(client: FlaskClient) -> None:
    page = client.get("/id/s01-08-suspension.html").text
    article, others = page.split(">What other sources say</h2>")
    facts = article.split("<h2>What it says</h2>")[1].split("<h2>How we know</h2>")[0]
    assert "1 May 2014" in facts
    assert "1 April 2014" not in re.sub("<script.*?</script>", "", facts)
    assert "Deutsche Welle" in others


def test_a_page_lists_what_points_to_it(client: FlaskClient) -> None:
    page = client.get("/id/ukraine-crisis.html").text
    assert "What points here" in page
    assert "NATO suspends cooperation with Russia" in page


def test_a_finding_says_in_words_what_it_adds(client: FlaskClient) -> None:
    english = re.sub("<script.*?</script>", "", client.get("/id/c43-renamed.html").text)
    assert "A new body was set up in place of the old one" in english
    assert "Вместо прежнего органа" not in english
    assert "Вместо прежнего органа" in client.get("/id/c43-renamed.html?lang=ru").text


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("order", ORDERS)
def test_all_things_of_a_class_are_listed(client: FlaskClient, name: str, order: str) -> None:
    rows = json.loads(client.get(f"/list/{name}?sort={order}&format=json").data)[name]
    page = client.get(f"/list/{name}?sort={order}&format=html").text
    assert 3 < len(rows) == page.count('class="listed"')
    if order == "facts":
        counts = [row["facts"] for row in rows]
        assert counts == sorted(counts, reverse=True)


def test_lists_and_orders_that_do_not_exist_are_told_so(client: FlaskClient) -> None:
    assert "persons" in json.loads(client.get("/list/nope").data)["detail"]
    assert client.get("/list/persons?sort=colour").status_code == 400


def test_a_list_is_narrowed_by_kind_and_by_words(client: FlaskClient) -> None:
    def listed(asked: str) -> set[str]:
        """Return the names of what is listed."""
        rows = json.loads(client.get(f"/list/organizations?{asked}&format=json&lang=en").data)
        return {row["label"] for row in rows["organizations"]}

    assert "NATO" in listed("kind=Organization")
    assert "NATO" not in listed("kind=Press")
    assert listed("kind=Press") < listed("")
    assert listed("q=new%20YORK") == {"The New York Times"}
    assert listed("q=no-such-words") == set()
    page = client.get("/list/organizations?q=no-such-words&lang=ru", headers=HTML).text
    assert "В этом списке такого нет." in page
    refused = client.get("/list/organizations?kind=Colour&lang=ru", headers=HTML)
    assert refused.status_code == 400
    assert "Press" in refused.text


def test_the_page_of_the_article_says_where_to_read_it(
    client: FlaskClient, release: Release
) -> None:
    page = client.get("/id/nato-russia-relations-article.html?lang=en").text
    told = page.split("Where to read it")[1].split("<h2")[0]
    assert "WHEBN0019066574" in told
    assert "No address is given here" in told
    assert 'href="/id/section-s04?lang=en"' in page
    address = "https://example.org/article"
    configured = create_app(read_settings({"NRR_ARTICLE_ADDRESS": address}), release)
    page = configured.test_client().get("/id/nato-russia-relations-article.html?lang=en").text
    assert f'href="{address}"' in page


def test_sentences_of_a_section_are_told_apart(client: FlaskClient) -> None:
    page = client.get("/id/section-s04.html?lang=en").text
    parts = page.split("Its parts")[1].split("</ul>")[0]
    names = [re.sub("<[^>]+>", "", name) for name in re.findall(r"<a [^>]*>(.*?)</a>", parts)]
    assert len(names) > 10
    assert len(set(names)) == len(names)


def test_codes_are_told_in_words(client: FlaskClient) -> None:
    assert "<dd>факт</dd>" in client.get("/id/passage-s01-08.html?lang=ru").text
    assert (
        "<dd>английский</dd>" in client.get("/id/bush-backs-ukraine-on-nato-bid.html?lang=ru").text
    )


def test_a_source_shows_the_facts_that_rest_on_it(client: FlaskClient) -> None:
    page = client.get("/id/ukraine-crisis-nato-suspends-russia-co-operation.html?lang=en").text
    assert "What rests on it" in page
    assert 'href="/id/s01-08-suspension?lang=en"' in page


@pytest.mark.parametrize("meant", [("NATO", "nato"), ("rogozin", "dmitry-rogozin")])
def test_a_page_not_found_suggests_what_was_meant(
    client: FlaskClient, meant: tuple[str, str]
) -> None:
    page = client.get(f"/id/{meant[0]}", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert f'href="/id/{meant[1]}"' in page.text
