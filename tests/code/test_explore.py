"""Timeline, map, neighbourhood, results as drawings: what is drawn is what the graph says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations, pairwise
from math import hypot
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from nrr_graph.describe.map_captions import NAME_LIMIT_CHARACTERS
from nrr_graph.describe.names import Names
from nrr_graph.describe.neighbours import NODES_LIMIT, neighbourhood
from nrr_graph.describe.places import Position, Spot, positions, spots
from nrr_graph.describe.questions import questions
from nrr_graph.describe.time_axis import CHARACTER, TARGET, WIDTH
from nrr_graph.describe.timeline import Filter, Moment, moments
from nrr_graph.describe.timescale import Timescale, lay_out
from nrr_graph.describe.views import Value
from nrr_graph.describe.world import BOUNDS, NARROWER, PIXELS, Mark, draw
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import ID
from nrr_graph.release.release import Release, build_release
from nrr_graph.settings import read_settings
from nrr_graph.sparql.layout import lay_out as lay_out_query
from nrr_graph.sparql.tokens import tokens_of
from nrr_graph.web import create_app
from nrr_graph.web.language import messages

PREFIX = "PREFIX id: <https://w3id.org/nrr/id/> PREFIX nrr: <https://w3id.org/nrr/ontology#> "
WHOLE = (date(1991, 1, 1), date(2014, 12, 31))
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def engine(release: Release) -> EmbeddedEngine:
    return EmbeddedEngine(release.store)


@pytest.fixture(scope="module")
def everything(engine: EmbeddedEngine) -> list[Moment]:
    return moments(engine, Names(engine), "en")


def test_every_dated_statement_is_on_the_timeline(
    engine: EmbeddedEngine, everything: list[Moment]
) -> None:
    rows = engine.rows(
        "SELECT DISTINCT ?s { ?s nrr:earliestDay ?d ; nrr:property ?p ; nrr:value ?v }"
    )
    assert {m.iri for m in everything} == {str(row["s"].value) for row in rows}


def _drawn(everything: list[Moment], first: date, last: date) -> Timescale:
    return lay_out([m for m in everything if Filter(first=first, last=last).admits(m)], first, last)


def test_a_date_is_drawn_as_it_is_known(everything: list[Moment]) -> None:
    drawing = lay_out(everything, *WHOLE)
    marks = {moment.iri.removeprefix(ID): mark for mark in drawing.marks for moment in mark.moments}
    assert marks["s01-08-suspension"].shape == "day"
    assert marks["s06-06-expulsion"].shape == "span"
    assert {mark.shape for mark in drawing.marks} == {"day", "span", "lasting"}
    assert sum(len(mark.moments) for mark in drawing.marks) == len(everything)


PERIODS = [
    (date(1991, 1, 1), date(2014, 12, 31)),
    (date(2008, 1, 1), date(2008, 12, 31)),
    (date(2014, 3, 1), date(2014, 4, 20)),
    (date(2009, 4, 30), date(2009, 4, 30)),
    (date(1900, 1, 1), date(2100, 12, 31)),
]


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_every_mark_can_be_hit_and_covers_no_other(
    everything: list[Moment], first: date, last: date
) -> None:
    drawing = _drawn(everything, first, last)
    lanes: dict[float, list[tuple[float, float]]] = {}
    for mark in drawing.marks:
        assert mark.x >= 0
        assert mark.width >= TARGET
        assert mark.x + mark.width <= WIDTH
        assert TARGET / 2 <= mark.y <= drawing.height - TARGET / 2
        lanes.setdefault(mark.y, []).append((mark.x, mark.x + mark.width))
    for spans in lanes.values():
        for (_, end), (begin, _) in pairwise(sorted(spans)):
            assert end <= begin
    for one, other in pairwise(sorted(lanes)):
        assert other - one >= TARGET


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_ticks_do_not_print_over_each_other(
    everything: list[Moment], first: date, last: date
) -> None:
    ticks = _drawn(everything, first, last).ticks
    assert ticks
    for tick, following in pairwise(ticks):
        assert tick.x + len(tick.text) * CHARACTER <= following.x
    assert ticks[-1].x + len(ticks[-1].text) * CHARACTER <= WIDTH


def test_marks_that_lie_together_come_apart_when_their_time_is_shown_alone(
    everything: list[Moment],
) -> None:
    """Whoever opens the mark of the most statements comes to marks with words in a few clicks."""
    drawing = lay_out(everything, *WHOLE)
    assert not drawing.is_labelled
    for _click in range(3):
        if not drawing.is_labelled:
            largest = max(drawing.marks, key=lambda mark: len(mark.moments))
            drawing = _drawn(everything, largest.first, largest.last)
    assert drawing.is_labelled
    shown = [mark.moments for mark in drawing.marks]
    assert all(len(one) == 1 for one in shown)
    assert {moment.iri for moment in largest.moments} <= {one[0].iri for one in shown}


@pytest.mark.parametrize(
    ("parameters", "least"),
    [
        ("", 200),
        ("from=2009&to=2009", 30),
        (f"actor={ID}dmitry-rogozin", 3),
        ("voice=article", 50),
        (f"kind={ID}summit", 3),
    ],
)
def test_the_timeline_is_narrowed_and_is_data_too(
    client: FlaskClient, parameters: str, least: int
) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/timeline?{parameters}&format=csv").text)))
    assert len(rows) >= least
    listed = client.get(f"/timeline?{parameters}&format=json").json["timeline"]  # type: ignore[index]
    assert len(listed) == len(rows)
    page = client.get(f"/timeline?{parameters}", headers={"Accept": "text/html"}).text
    assert f'<h2 id="rows">{len(rows)} dated statements</h2>' in page


def test_everything_of_one_year_lies_in_it(client: FlaskClient) -> None:
    rows = csv.DictReader(io.StringIO(client.get("/timeline?from=2009&to=2009&format=csv").text))
    for row in rows:
        assert row["earliest"] <= "2009-12-31"
        assert max(row["latest"], row["end"]) >= "2009-01-01"


@pytest.mark.parametrize("bad", ["from=x", "from=2014&to=1991", "to=99999", "from=-5", "from=٢٠٠٩"])
def test_a_year_that_is_none_is_told(client: FlaskClient, bad: str) -> None:
    assert client.get(f"/timeline?{bad}").status_code == 400


@pytest.mark.parametrize("odd", ["actor=nobody", "kind=%3Cscript%3E", "voice=x&from=1995&to=1995"])
def test_a_filter_that_fits_nothing_says_so(client: FlaskClient, odd: str) -> None:
    page = client.get(f"/timeline?{odd}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "Nothing is dated so." in page.text
    assert "<script>alert" not in page.text


def test_places_are_where_the_graph_says(client: FlaskClient) -> None:
    collection = json.loads(client.get("/map?format=geojson").data)
    places = {feature["id"]: feature for feature in collection["features"]}
    assert places[ID + "bucharest"]["geometry"]["coordinates"] == [26.1, 44.4]
    assert len(places[ID + "bucharest"]["properties"]["statements"]) > 3
    points = {tuple(feature["geometry"]["coordinates"]) for feature in collection["features"]}
    page = client.get("/map", headers={"Accept": "text/html"}).text
    assert page.count('class="spot"') == len(points) < len(places)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_mark_of_the_map_has_a_name_and_neither_covers_another(
    engine: EmbeddedEngine, language: str
) -> None:
    names = Names(engine)
    drawn = draw(spots(engine, names, positions(engine), language))
    assert len(drawn.marks) > 15
    _nothing_is_covered(drawn.marks)
    by_name = {mark.name: mark for mark in drawn.marks}
    russia = names.value(ID + "russia", language).text
    assert len(by_name[russia].places) == 2


def test_a_crowd_of_places_is_moved_apart_and_lines_lead_back() -> None:
    crowd = [_spot(f"Place {n}", 44 + n % 4 * 0.3, 20 + n // 4 * 0.3, n + 1) for n in range(16)]
    drawn = draw(crowd)
    assert len(drawn.marks) == 16
    assert any(mark.is_apart for mark in drawn.marks)
    _nothing_is_covered(drawn.marks)


def test_places_outside_the_map_are_told_and_not_drawn() -> None:
    drawn = draw([_spot("Chicago", 41.9, -87.6, 2), _spot("Rome", 41.9, 12.5, 1)])
    assert [mark.name for mark in drawn.marks] == ["Rome"]
    assert [spot.place.text for spot in drawn.outside] == ["Chicago"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_map_shows_the_part_of_the_world_that_is_told_of(
    engine: EmbeddedEngine, language: str
) -> None:
    drawn = draw(spots(engine, Names(engine), positions(engine), language))
    for mark in drawn.marks:
        for box in (mark.disc.box, mark.caption.box, mark.place):
            assert drawn.frame.holds(box)
    width, height = drawn.least_size_px
    assert width < 0.9 * (BOUNDS[1] - BOUNDS[0]) * NARROWER * PIXELS
    assert height < 0.9 * (BOUNDS[3] - BOUNDS[2]) * PIXELS
    assert all(2 * mark.disc.reach * width / float(drawn.view_box.split()[2]) >= 24
               for mark in drawn.marks)  # fmt: skip


def test_a_single_place_is_shown_with_what_lies_around_it() -> None:
    for latitude, longitude in ((69.9, -11.9), (28.1, 81.9), (41.9, 12.5)):
        drawn = draw([_spot("Somewhere", latitude, longitude, 1)])
        frame = drawn.frame
        assert frame.right - frame.left == pytest.approx(24)
        assert frame.bottom - frame.top == pytest.approx(15)
        assert frame.left <= drawn.marks[0].x <= frame.right
        assert frame.top <= drawn.marks[0].y <= frame.bottom


def test_a_map_without_places_shows_all_that_it_can() -> None:
    assert draw([]).frame.left == BOUNDS[0] * NARROWER


def test_a_very_long_name_is_shortened_on_the_map() -> None:
    drawn = draw([_spot("x" * 2_000, 41.9, 12.5, 1), _spot("Paris", 48.9, 2.4, 1)])
    assert {len(mark.caption.text) for mark in drawn.marks} == {len("Paris"), NAME_LIMIT_CHARACTERS}
    _nothing_is_covered(drawn.marks)


def _spot(name: str, latitude: float, longitude: float, count: int) -> Spot:
    return Spot(Value(name, "", ID + name), Position(latitude, longitude), [Value("said")] * count)


def _nothing_is_covered(marks: Sequence[Mark]) -> None:
    for one, other in combinations(marks, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.disc.reach + other.disc.reach
    boxes = [mark.caption.box for mark in marks]
    for one_box, other_box in combinations(boxes, 2):
        assert not one_box.touches(other_box)
    for mark in marks:
        assert not any(mark.disc.box.touches(box) for box in boxes)


@pytest.mark.parametrize("slug", ["nato", "russia", "nato-russia-council", "s01-08-suspension"])
def test_a_neighbourhood_stays_readable(engine: EmbeddedEngine, slug: str) -> None:
    around = neighbourhood(engine, Names(engine), ID + slug, "en")
    assert len(around.neighbours) <= NODES_LIMIT
    places = {(near.x, near.y) for near in around.neighbours}
    assert len(places) == len(around.neighbours)
    assert all(0 < x < around.width and 0 < y < around.height for x, y in places)


def test_laying_a_query_out_changes_nothing_but_white_space(engine: EmbeddedEngine) -> None:
    for question in questions(engine):
        laid = lay_out_query(question.sparql)
        before, after = ([t.text for t in tokens_of(q)] for q in (question.sparql, laid))
        assert before == after
        assert lay_out_query(laid) == laid


@pytest.mark.parametrize(
    ("query", "views"),
    [
        ("SELECT ?s ?d { ?s nrr:when ?d } LIMIT 9", ["table", "timeline"]),
        ("SELECT ?p ?s { ?s nrr:place ?p } LIMIT 9", ["table", "map", "graph"]),
        ("SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c", ["table", "chart"]),
        ("ASK {}", ["table"]),
        ("CONSTRUCT { ?s ?p ?o } { ?s nrr:place ?o ; ?p ?o }", ["table", "map", "graph"]),
    ],
)
def test_results_can_be_looked_at_in_the_ways_that_suit_them(
    client: FlaskClient, query: str, views: list[str]
) -> None:
    for view in views:
        fields = {"query": PREFIX + query, "view": view}
        page = client.get("/sparql", query_string=fields, headers={"Accept": "text/html"}).text
        tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
        assert tabs
        assert re.findall(r">(\w+)</a>", tabs[0]) == views
        assert "<svg" in page.split("</nav>")[-1] or view == "table"


def test_a_spreadsheet_gets_names_and_no_formulas(client: FlaskClient) -> None:
    query = PREFIX + 'SELECT (id:nato AS ?who) ("=1+1" AS ?cell) (-5 AS ?n) {}'
    body = client.get("/sparql", query_string={"query": query, "format": "excel"}).data.decode()
    assert body.startswith("\ufeff")
    row = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))[1]
    assert row == ["id:nato", "NATO", "'=1+1", "", "-5", ""]


def test_results_that_are_cut_off_say_so(release: Release) -> None:
    client = create_app(read_settings({"NRR_ROW_LIMIT_HTML": "10"}), release).test_client()
    query = {"query": "SELECT * { ?s ?p ?o }"}
    page = client.get("/sparql", query_string=query, headers={"Accept": "text/html"}).text
    assert "The first 10 rows" in " ".join(page.split())
    assert "Only the first rows are shown here" in page


def test_a_cell_of_many_megabytes_is_shown_in_part_and_says_so(client: FlaskClient) -> None:
    parts = ", ".join(["?a"] * 64)
    query = f"""SELECT ?l {{ BIND('aaaaaaaaaaaaaaaa' AS ?x)
        BIND(CONCAT({parts.replace("a", "x")}) AS ?a) BIND(CONCAT({parts}) AS ?b)
        BIND(CONCAT({parts.replace("a", "b")}) AS ?l) }}"""
    page = client.get("/sparql", query_string={"query": query, "format": "html"})
    assert page.status_code == 200
    assert "[2,000 / 4,194,304]" in page.text
    assert len(page.text) < 100_000


def test_a_sentence_is_shown_where_the_server_was_given_the_article(
    release: Release, shared: Path
) -> None:
    article = shared / "article" / "nato-russia-relations.txt"
    settings = read_settings({"NRR_ARTICLE": str(article)})
    page = create_app(settings, release).test_client().get("/id/s01-08-suspension.html").text
    marked = re.search("<mark>(.*?)</mark>", page)
    assert marked
    assert len(marked[1]) == 110


def test_another_text_is_not_taken_for_the_article(release: Release, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("x" * 20_000)
    settings = read_settings({"NRR_ARTICLE": str(other)})
    page = create_app(settings, release).test_client().get("/id/s01-08-suspension.html").text
    assert "differs from the article" in page
    assert "<mark>" not in page


def test_a_withdrawn_entity_points_on(damage: Callable[[str, str, str], Path]) -> None:
    data = damage(
        "places.ttl",
        "id:rome a nrr:Place ;",
        "id:rome a nrr:Place ;\n  <http://www.w3.org/2002/07/owl#deprecated> true ;\n"
        "  dcterms:isReplacedBy id:paris ;",
    )
    client = create_app(read_settings({}), build_release([data])).test_client()
    page = client.get("/id/rome.html").text
    assert "Withdrawn." in page
    assert "/id/paris" in page.split("Withdrawn.")[1][:400]
    found = client.get("/search?q=rome&format=json").json["results"]  # type: ignore[index]
    assert found[-1]["id"] == "rome"


def test_names_from_the_data_are_text_on_every_page(
    damage: Callable[[str, str, str], Path],
) -> None:
    written = json.dumps(HOSTILE)
    data = damage("places.ttl", '"Bucharest"@en', f"{written}@en")
    client = create_app(read_settings({}), build_release([data])).test_client()
    asked = urlencode({"query": f"SELECT * {{ <{ID}bucharest> ?p ?o }}"})
    for address in (
        *("/id/bucharest.html", "/map", "/search?q=script", "/timeline", "/terms.json"),
        *("/id/romania.html", f"/sparql?{asked}"),
    ):
        page = client.get(address, headers={"Accept": "text/html,application/json;q=0.5"})
        assert page.status_code == 200
        if page.mimetype == "text/html":
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text


def test_every_text_of_the_interface_is_in_russian_too(app: Flask) -> None:
    loader = app.jinja_env.loader
    assert loader
    russian = messages("ru")
    for name in loader.list_templates():
        source, _path, _ = loader.get_source(app.jinja_env, name)
        for double, single in re.findall(r"""\b_\(\s*(?:"([^"]+)"|'([^']+)')\s*\)""", source):
            assert (double or single) in russian, name


def test_the_language_follows_the_reader(client: FlaskClient) -> None:
    russian = client.get("/", headers={"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"})
    assert '<html lang="ru">' in russian.text
    assert "Accept-Language" in russian.headers["Vary"]
    asked = client.get("/?lang=en", headers={"Accept-Language": "ru"})
    assert '<html lang="en">' in asked.text
    assert "/timeline?lang=en" in asked.text
    assert "Accept-Language" not in asked.headers["Vary"]


def test_a_label_that_falls_back_is_marked_with_its_language(
    damage: Callable[[str, str, str], Path],
) -> None:
    data = damage("places.ttl", '"Rome"@en, "Рим"@ru', '"Rome"@en')
    client = create_app(read_settings({}), build_release([data])).test_client()
    assert '<h1 lang="en">Rome</h1>' in client.get("/id/rome.html?lang=ru").text
    assert "<h1>Rome</h1>" in client.get("/id/rome.html?lang=en").text


def test_any_day_of_the_timeline_can_be_linked(client: FlaskClient) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(client.get("/timeline?from=2014-04-01&to=2014-04-01&format=csv").text)
        )
    )
    assert rows
    for row in rows:
        assert row["earliest"] <= "2014-04-01" <= (row["end"] or row["latest"])
    assert {"Deutsche Welle", "Reuters"} <= {row["publisher"] for row in rows}


def test_a_date_in_the_table_says_how_exactly_it_is_known(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/timeline?format=csv").text)))
    assert {"day", "month", "year"} <= {row["precision"] for row in rows}
    for row in rows:
        assert (row["precision"] == "day") == (row["earliest"] == row["latest"])


@pytest.mark.parametrize("day", ["2014-13", "2014-02-30", "2014-4-1", "20140401", "2014-04-01T00"])
def test_a_day_that_is_none_is_told(client: FlaskClient, day: str) -> None:
    assert client.get(f"/timeline?from={day}").status_code == 400


def test_a_bound_of_a_date_is_drawn_as_no_known_day(client: FlaskClient) -> None:
    query = PREFIX + "SELECT ?s ?day { ?s nrr:property nrr:established ; nrr:earliestDay ?day }"
    address = {"query": query, "view": "timeline", "lang": "en"}
    page = client.get("/sparql", query_string=address, headers={"Accept": "text/html"}).text
    drawing = page[page.index("<svg") : page.index('class="legend"')]
    assert "not before" in drawing
    assert 'class="mark day"' not in drawing


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("id:no-such-thing nrr:when ?x", "<code>id:no-such-thing</code>: this graph has no such"),
        ("id:rogozin nrr:when ?x", "Is this meant: <code>id:dmitry-rogozin</code>"),
        ("?x <https://w3id.org/nrr/ontology#birthday> ?y", "#birthday&gt;</code>: this graph has"),
        ("?x wdt:P31 ?y", "<code>wdt:P31</code>: this is Wikidata"),
        ('?x rdfs:label "NATO"', "write <code>&#34;NATO&#34;@en</code>"),
        ('?x rdfs:label "НАТО"', "write <code>&#34;НАТО&#34;@ru</code>"),
        ("?x nrr:memberOf ?x", "take lines out until something is found"),
    ],
)
def test_an_empty_answer_says_what_may_be_wrong(
    client: FlaskClient, pattern: str, told: str
) -> None:
    more = "PREFIX wdt: <http://www.wikidata.org/prop/direct/> "
    more += "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    query = f"{PREFIX}{more}SELECT * {{ {pattern} }}"
    page = client.get("/sparql", query_string={"query": query, "format": "html"}).text
    assert told in page


def test_the_columns_of_an_asterisk_come_in_the_order_of_the_query(client: FlaskClient) -> None:
    query = (
        PREFIX + "SELECT * { ?s nrr:property ?p . ?s nrr:value ?o MINUS { ?s nrr:x ?a } } LIMIT 1"
    )
    table = client.get("/sparql", query_string={"query": query, "format": "csv"}).text
    assert table.splitlines()[0] == "s,p,o"
    page = client.get("/sparql", query_string={"query": query, "format": "html"}).text
    assert re.findall(r'<th scope="col"><code>(\w+)', page) == ["s", "p", "o"]


@pytest.mark.parametrize(
    ("comment", "query", "sign"),
    [
        ("#defaultView:Map", "SELECT ?x { ?x nrr:latitude ?y }", 'class="spot"'),
        ("# defaultView: Graph", "SELECT ?a ?b { ?a nrr:memberOf ?b }", 'class="dot"'),
        (
            "#defaultView:BarChart",
            "SELECT ?p (COUNT(*) AS ?n) { ?s nrr:property ?p } GROUP BY ?p",
            'class="bar"',
        ),
        (
            "#defaultView:LineChart{}",
            "SELECT ?p (COUNT(*) AS ?n) { ?s nrr:property ?p } GROUP BY ?p",
            'class="bar"',
        ),
        (
            "#defaultView:Map",
            "SELECT ?p { ?s nrr:property ?p }",
            "nothing to show in this way: map",
        ),
        ("#defaultView:ImageGrid", "SELECT ?p { ?s nrr:property ?p }", "<th"),
    ],
)
def test_the_way_of_looking_is_named_as_for_wikidata(
    client: FlaskClient, comment: str, query: str, sign: str
) -> None:
    text = f"{comment}\n{PREFIX}\n{query}"
    assert sign in client.get("/sparql", query_string={"query": text, "format": "html"}).text


def test_a_query_names_the_way_of_looking_at_its_answer(client: FlaskClient) -> None:
    query = "#defaultView:Timeline\n" + PREFIX + "SELECT ?s ?when { ?s nrr:when ?when } LIMIT 5"
    page = client.get("/sparql", query_string={"query": query, "format": "html"}).text
    assert 'class="legend"' in page
    table = client.get("/sparql", query_string={"query": query, "format": "html", "view": "table"})
    assert 'class="legend"' not in table.text
