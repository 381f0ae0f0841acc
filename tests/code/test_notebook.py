"""The graph in notebooks: typed frames, things with their evidence, the same over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyoxigraph as ox
import pytest

import nrr_graph
from nrr_graph.errors import LimitReached, MalformedQuery, NrrGraphError
from nrr_graph.namespaces import EDTF, ID, NRR, XSD
from nrr_graph.notebook.columns import arrow_table
from nrr_graph.notebook.graph import Graph, own_graph
from nrr_graph.release.release import Release
from nrr_graph.terms import Term

PREFIXES = f"PREFIX nrr: <{NRR}> PREFIX id: <{ID}> "
EVENTS = PREFIXES + (
    "SELECT ?event ?date ?quantity { ?s nrr:subject ?event ; nrr:when ?date . ?event a nrr:Event "
    "OPTIONAL { ?s nrr:quantity ?quantity } } ORDER BY ?date ?event ?quantity"
)
#: What only the server, frames, tools for models and archives need.
EXTRAS = (
    *("babel", "brotli", "flask", "httptools", "prometheus_client", "uvloop"),
    *("zstandard", "pandas", "pyarrow", "polars", "mcp", "rocrate"),
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return own_graph()


@pytest.fixture(scope="module", params=["here", "there"])
def either(request: pytest.FixtureRequest, graph: Graph) -> Iterator[Graph]:
    """Return the graph in this process, and the one of a running server."""
    if request.param == "here":
        yield graph
    else:
        yield nrr_graph.connect(request.getfixturevalue("url"))


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def test_columns_have_the_types_of_their_terms() -> None:
    nato = ox.NamedNode(ID + "nato")
    table = arrow_table(
        {
            "thing": [nato, None],
            "n": [literal("5", XSD + "integer"), None],
            "share": [literal("0.5", XSD + "decimal"), literal("1.25", XSD + "decimal")],
            "is_so": [literal("true", XSD + "boolean"), literal("false", XSD + "boolean")],
            "at": [literal("2014-05-01T12:00:00Z", XSD + "dateTime"), None],
            "mixed": [nato, literal("5", XSD + "integer")],
            "huge": [literal("9" * 30, XSD + "integer"), None],
            "broken": [literal("five", XSD + "integer"), None],
            "none": [None, None],
        },
        lambda iri: {nato.value: "NATO"}.get(iri, ""),
    )
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    assert types == {
        "thing": "string", "thing_label": "string", "n": "int64", "share": "decimal128(3, 2)",
        "is_so": "bool", "at": "timestamp[us, tz=UTC]", "mixed": "string", "huge": "string",
        "broken": "string", "none": "string",
    }  # fmt: skip
    assert table["thing_label"].to_pylist() == ["NATO", None]
    assert table["huge"].to_pylist() == ["9" * 30, None]


def test_dates_have_their_bounds_and_their_precision() -> None:
    dates = [
        literal("2002-05-28", XSD + "date"),
        literal("2008-02", XSD + "gYearMonth"),
        literal("1997", XSD + "gYear"),
        literal("../2014-04-02", EDTF + "EDTF"),
        None,
        literal("soon", EDTF + "EDTF"),
    ]
    table = arrow_table({"day": dates}, str)
    assert table.schema.field("day_earliest").type == pa.date32()
    assert table["day_precision"].to_pylist() == ["day", "month", "year", "interval", None, None]
    assert table["day_latest"].to_pylist()[1:3] == [date(2008, 2, 29), date(1997, 12, 31)]
    assert table["day_earliest"].to_pylist()[3] is None


def test_a_column_of_the_query_is_never_replaced_by_one_of_ours() -> None:
    texts: list[Term | None] = [ox.Literal("mine")]
    columns: dict[str, Sequence[Term | None]] = {
        "x": [ox.NamedNode(ID + "nato"), None],
        "x_label": [*texts, None],
    }
    table = arrow_table(columns, lambda iri: f"our {iri}")
    assert table["x_label"].to_pylist() == ["mine", None]


def test_a_frame_has_types_and_labels(either: Graph) -> None:
    frame = either.select(EVENTS, language="ru")
    assert isinstance(frame, pd.DataFrame)
    assert {"event_label", "date_earliest", "date_latest", "date_precision"} <= set(frame.columns)
    assert str(frame["quantity"].dtype) == "int64[pyarrow]"
    assert (frame["date_earliest"] <= frame["date_latest"]).all()
    labels = frame["event_label"].dropna()
    assert labels.str.contains("[а-яА-Я]").all()


def test_article_only_leaves_out_what_others_say(either: Graph, release: Release) -> None:
    everything, article = either.select(EVENTS), either.select(EVENTS, article_only=True)
    query = (
        "SELECT (COUNT(*) AS ?n) { ?s a nrr:Statement ; nrr:subject ?e ; nrr:when ?d . "
        "?e a nrr:Event }"
    )
    counted = own_graph()._engine.rows(query)[0]["n"]
    assert len(article) == int(str(counted.value)) < len(everything)
    findings = PREFIXES + "SELECT ?x { { ?x nrr:bearsOn ?y } UNION { ?y nrr:ofFinding ?x } }"
    assert len(either.select(findings)) > 0
    assert len(either.select(findings, article_only=True)) == 0


def test_article_only_has_no_derived_days_of_findings(graph: Graph) -> None:
    query = PREFIXES + "SELECT DISTINCT ?s { ?s nrr:earliestDay ?day . ?f nrr:bearsOn ?x }"
    days = graph.select(PREFIXES + "SELECT DISTINCT ?s { ?s nrr:earliestDay ?d }")
    article = graph.select(PREFIXES + "SELECT DISTINCT ?s { ?s nrr:earliestDay ?d }",
                           article_only=True)  # fmt: skip
    found = set(graph.select(PREFIXES + "SELECT ?f { ?f nrr:bearsOn ?x }")["f"])
    assert found & set(days["s"])
    assert not found & set(article["s"])
    assert len(graph.select(query, article_only=True)) == 0


def test_polars_and_arrow_have_the_same(graph: Graph) -> None:
    frame, table = graph.polars(EVENTS), graph.arrow(EVENTS)
    assert frame.columns == table.column_names
    assert len(frame) == table.num_rows == len(graph.select(EVENTS))


def test_a_thing_has_its_statements_with_their_evidence(either: Graph) -> None:
    thing = either.entity("suspension-of-cooperation-2014")
    assert thing.label
    assert thing.description
    dated = {fact.iri: fact for fact in thing.statements}
    fact = dated[ID + "s01-08-suspension"]
    assert fact.date == "1 May 2014"
    assert [reference.number for reference in fact.references]
    assert fact.passages[0].sentence == "S01-08"
    assert fact.issues, "its source is older than what it says"
    assert {facet.facet.iri for facet in fact.verdict} >= {NRR + "facetWhen", NRR + "facetHappened"}
    bearing = f"SELECT ?f {{ ?f <{NRR}bearsOn> <{fact.iri}> }}"
    assert len(fact.findings) == len(either.select(bearing)) > 0
    assert all(finding.source for finding in fact.findings)


@pytest.mark.parametrize("name", ["nato", "NATO", ID + "nato", "НАТО"])
def test_a_thing_is_found_by_slug_iri_and_name(graph: Graph, name: str) -> None:
    assert graph.entity(name).iri == ID + "nato"


@pytest.mark.parametrize("name", ["nato-rusia-council", "<x>", "", "no such thing at all"])
def test_an_unknown_thing_is_an_error_that_suggests_others(graph: Graph, name: str) -> None:
    with pytest.raises(NrrGraphError, match="nothing in this graph is called") as told:
        graph.entity(name)
    if "council" in name:
        assert "nato-russia-council" in str(told.value)


def test_a_frame_of_too_many_rows_is_an_error_that_names_the_limit(either: Graph) -> None:
    crossed = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with pytest.raises(LimitReached, match="more than 1000 rows"):
        either.select(crossed, row_limit=1000)


def test_a_million_rows_are_refused_or_whole_as_the_user_likes(graph: Graph) -> None:
    digits = " ".join(map(str, range(1000)))
    million = f"SELECT ?x {{ VALUES ?x {{ {digits} }} VALUES ?y {{ {digits} }} }}"
    with pytest.raises(LimitReached, match="more than 100000 rows") as told:
        graph.select(million)
    assert "row_limit" in str(told.value)
    table = graph.arrow(million, row_limit=1_000_000)
    assert table.num_rows == 1_000_000
    assert table.schema.field("x").type == pa.int64()


def test_a_triple_as_a_term_is_told_as_it_is_written(either: Graph) -> None:
    view = "<https://w3id.org/nrr/graph/annotated>"
    query = PREFIXES + (
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> SELECT ?fact ?triple "
        f"FROM {view} {{ ?fact rdf:reifies ?triple ; nrr:when ?day }} ORDER BY ?fact LIMIT 3"
    )
    frame = either.select(query)
    assert len(frame) == 3
    assert frame["triple"].str.startswith("<<( <https://w3id.org/nrr/id/").all()
    assert "fact_label" in frame
    with pytest.raises(MalformedQuery, match="in which triples are no terms"):
        nrr_graph.open_dataset().query(query)


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_only_select_has_rows(graph: Graph, query: str) -> None:
    with pytest.raises(MalformedQuery, match="no SELECT query"):
        graph.select(query)


def test_connecting_to_nothing_says_so() -> None:
    with pytest.raises(NrrGraphError, match="cannot be reached"):
        nrr_graph.connect("http://127.0.0.1:9")


def _without_extras(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program as where only the package itself is installed."""
    hidden = f"import sys\nfor name in {EXTRAS!r}: sys.modules[name] = None\n"
    return subprocess.run(
        [sys.executable, "-c", hidden + program], capture_output=True, text=True, check=False
    )


def test_the_package_alone_answers_queries_and_describes_things() -> None:
    done = _without_extras(
        "from nrr_graph import entity, open_dataset\n"
        "fact = entity('nato-russia-council').statements[0]\n"
        "print(fact.sentence, len(fact.findings))\n"
        "from nrr_graph.cli import main\n"
        "main(['query', '--question', 'creation-of-the-council'])\n"
    )
    assert done.returncode == 0, done.stderr
    assert "2002-05-28" in done.stdout


@pytest.mark.parametrize(
    ("program", "extra"),
    [
        ("from nrr_graph.cli import main; main(['serve', '--port', '0'])", "server"),
        ("import nrr_graph; nrr_graph.select('SELECT * {}')", "tables"),
        ("from nrr_graph.notebook.graph import own_graph as g; g().polars('ASK {}')", "polars"),
    ],
)
def test_what_is_not_installed_is_named_in_one_sentence(program: str, extra: str) -> None:
    done = _without_extras(program)
    assert done.returncode == 1
    assert f'pip install "nrr-graph[{extra}]"' in done.stderr.strip().splitlines()[-1]


def test_the_cells_of_the_notebook_run_one_after_the_other(project: Path) -> None:
    path = project / "docs" / "notebook.ipynb"
    if not path.exists():
        pytest.skip("needs the source tree with docs/")
    cells = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if "outputs" in c]
    assert all(not cell["outputs"] for cell in cells), "written without its results"
    names: dict[str, object] = {}
    for cell in cells:
        source = "".join(cell["source"])
        if ".plot" not in source:  # A chart needs what only the notebook brings.
            exec(source, names)
        else:
            exec(source.split("\n\n", maxsplit=1)[0], names)
    frames = [value for value in names.values() if isinstance(value, pd.DataFrame)]
    assert len(frames) > 3
    assert all(len(frame) for frame in frames)
