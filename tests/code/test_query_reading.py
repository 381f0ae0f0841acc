"""What is read from a query before it is evaluated, and what is refused then."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrr_graph.engine.view import named_view, uses_rdf_1_2
from nrr_graph.errors import MalformedQuery, NrrGraphError, RefusedQuery
from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.sparql.layout import lay_out
from nrr_graph.sparql.query import Query, read_query
from nrr_graph.sparql.tokens import tokens_of

HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://example.org/>' }",
    'SELECT * { ?s ?p """SERVICE\n<http://example.org/> {}""" }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> {}",
    "SELECT * { ?s <http://example.org/SERVICE#SERVICE> ?o }",
    "PREFIX service: <http://example.org/> SELECT * { ?s service:SERVICE ?o }",
    "PREFIX service: <http://example.org/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "PREFIX service: <http://example.org/> SELECT * FROM service:x { ?s ?p ?o }",
    "PREFIX e: <http://example.org/> SELECT * { ?s e:SERVICE ?o }",
    "SELECT ?SERVICE { ?SERVICE ?p ?o }",
    "SELECT ?insert { ?insert ?load ?o }",
    r"SELECT * { ?s ?p 'it\'s a SERVICE' }",
    "SELECT * { ?s <#SERVICE> <http://example.org/it's> ; <urn:x(SERVICE)> ?o }",
    # SPARQL 1.2
    "VERSION \"1.2\" SELECT * { ?s ?p ?o {| <urn:SERVICE> 'SERVICE' |} }",
    "SELECT * { << ?s <urn:SERVICE> 'SERVICE'@ar--rtl >> ?p ?o }",
    "SELECT * { ?s ?p <<( <urn:a#b> <urn:p> <<( <urn:c#d> <urn:p> 1 )>> )>> }",
    "SELECT * { <<<urn:a#b> <urn:p> 1>> ?p ?o }",
]
FEDERATED = [
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { service silent<http://example.org/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?any { ?s ?p ?o } }",
    "SELECT * { SERVICE # comment\n <http://example.org/> { ?s ?p ?o } }",
    r"SELECT * { S\u0045RVICE <http://example.org/> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <http://example.org/> { ?s ?p ?o } } }",
    "SELECT * { FILTER(?x<?y) SERVICE <http://example.org/> { } }",
    'VERSION "1.2" SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }',
    "SELECT * { ?s ?p ?o {| ?q ?r |} SERVICE <http://example.org/> { } }",
    # What only the engine reads so, and the standard not at all.
    "SELECT * { ?s ?p trueSERVICE<http://example.org/> { } }",
    "PREFIX e: <http://example.org/> SELECT * { SERVICEe:x { } }",
    "PREFIX e: <http://example.org/> SELECT * { ?s ?p trueSERVICEe:x # remark\n { } }",
    "PREFIX e: <http://example.org/> SELECT * { ?s e:\U0001f600 ?o SERVICE e:x {} }",
    r"SELECT * { ?s ?p '\u0027 SERVICE <http://example.org/> {} #' }",
]
#: To the engine ``<`` compares here, so that the quote begins a text; to the standard it does not.
AMBIGUOUS = [
    "SELECT * { ?x ?p ?o FILTER(?x<?y&&?o='a>b') SERVICE <http://e/> {} FILTER(?x='c') }",
    "SELECT * { FILTER(?x<?y#>'''\n||true) SERVICE <http://example.org/> {} #'''\n}",
    "SELECT * { FILTER(1<?y&&NOW()>?z) }",
    "SELECT * { FILTER(true <?y&&NOW()>?z) }",
    "SELECT * { FILTER((?x)<?y&&NOW()>?z) }",
]
UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "prefix e: <http://example.org/>\n# a remark\ndelete where { ?s ?p ?o }",
    "LOAD <http://example.org/>",
    "BASE <http://example.org/> CLEAR ALL",
]


@pytest.mark.parametrize("query", HARMLESS)
def test_a_harmless_query_passes(query: str) -> None:
    assert read_query(query).form == "SELECT"


@pytest.mark.parametrize("query", FEDERATED)
def test_federation_is_refused(query: str) -> None:
    with pytest.raises(RefusedQuery, match="SERVICE is refused"):
        read_query(query)


@pytest.mark.parametrize("query", AMBIGUOUS)
def test_what_the_engine_would_read_otherwise_is_not_evaluated(query: str) -> None:
    with pytest.raises(MalformedQuery, match="can be an IRI or comparisons"):
        read_query(query)


@pytest.mark.parametrize("query", UPDATES)
def test_an_update_is_refused(query: str) -> None:
    with pytest.raises(RefusedQuery, match="is refused: the graph is curated"):
        read_query(query)


@pytest.mark.parametrize("mark", ["()", "{}", "[]"])
def test_deep_nesting_is_refused(mark: str) -> None:
    with pytest.raises(RefusedQuery, match="nest deeper"):
        read_query("ASK {" + mark[0] * 65 + mark[1] * 65 + "}")


def test_nesting_within_the_limit_and_brackets_side_by_side_pass() -> None:
    read_query("ASK " + "{" * 64 + "}" * 64)
    read_query("ASK {" + "{}" * 900 + "}")


@pytest.mark.parametrize("operator", ["!", "||", "UNION {}", "?x ."])
def test_endless_chains_are_refused(operator: str) -> None:
    with pytest.raises(RefusedQuery, match=r"occurs \d+ times, more than 1000"):
        read_query("ASK { {} " + f"{operator} " * 3000 + "}")


@pytest.mark.parametrize("value", ["UNDEF", "true", "-1", "'a'", "<urn:a>", "_:a", "(1.5)"])
def test_the_data_of_values_may_be_long(value: str) -> None:
    read_query("SELECT * { VALUES ?x {" + f"{value} " * 3000 + "} }")


#: What keywords are looked for, and what they mean.
SEEN: dict[str, dict[str, Any]] = {
    "GRAPH ?g {}": {"has_graph": True},
    "graph<urn:g>{}": {"has_graph": True},
    "FILTER(NOW() > 1)": {"is_repeatable": False},
    "FILTER(rand ( ) > 1)": {"is_repeatable": False},
    "BIND(STRUUID() AS ?new)": {"is_repeatable": False},
    "BIND(uuid() AS ?new)": {"is_repeatable": False},
    "BIND(BNODE() AS ?new)": {"is_repeatable": False},
    "BIND(<urn:f>(1) AS ?new)": {"calls_iris": True},
    "BIND(e:f # remark\n (1) AS ?new)": {"calls_iris": True},
    r"BIND(N\u004FW() AS ?new)": {"is_repeatable": False},
}
WORDS = st.sampled_from(
    ["GRAPH ?g {", "FROM", "SERVICE <urn:s> {", "NOW()", "Rand()", "uuid()", "BNODE(", "<urn:f>("]
)
NAMES = st.sampled_from(["GRAPH", "from", "SERVICE", "NOW", "rand", "STRUUID", "bnode", "INSERT"])
SPACE = st.sampled_from([" ", "\n", "\t ", " # remark\n", "#<'(\"\n"])
OPAQUE = st.one_of(
    WORDS.map(lambda w: f"?s ?p '{w}'"),
    WORDS.map(lambda w: f'?s ?p "{w}\\"{w}"@en-graph'),
    WORDS.map(lambda w: f"?s ?p '''{w}'\n''{w}'''"),
    WORDS.map(lambda w: f"# {w}\n?s ?p ?o"),
    NAMES.map(lambda n: f"?{n} ?p ${n}\U0001f600{n}"),
    NAMES.map(lambda n: f"?s e:{n} e:x.{n} , {n}:{n}\\'{n} , e:\U0001f600{n} , _:{n}.{n}"),
    NAMES.map(lambda n: f"?s <http://example.org/{n}('#{n})> <{n}>"),
    NAMES.map(lambda n: f"?s <{n}#{n}()'> 1"),
)


@given(st.lists(st.tuples(OPAQUE, SPACE), max_size=6), SPACE)
def test_a_keyword_inside_a_token_is_never_seen(parts: list[tuple[str, str]], space: str) -> None:
    body = " . ".join(part + after for part, after in parts)
    query = read_query(f"PREFIX e: <urn:graph> SELECT *{space}{{ {body} }}")
    text, words = query.text, query.words
    assert query == Query(text, "SELECT", False, False, True, False, words)


@given(
    st.lists(OPAQUE, max_size=4),
    st.lists(OPAQUE, max_size=4),
    SPACE,
    st.sampled_from(sorted(SEEN)),
    st.sampled_from(["", "FROM<urn:a>", "from NAMED e:a"]),
)
def test_a_keyword_outside_of_tokens_is_always_seen(
    before: list[str], after: list[str], space: str, keyword: str, clause: str
) -> None:
    body = space.join([*(f"{part} ." for part in before), keyword, *(f"{p} ." for p in after)])
    query = read_query(f"PREFIX e: <urn:> SELECT *{space}{clause}{space}{{{space}{body} }}")
    nothing = Query(query.text, "SELECT", False, bool(clause), True, False, query.words)
    assert query == replace(nothing, **SEEN[keyword])


@pytest.mark.parametrize("form", ["SELECT *", "ask", "Construct {}", "DESCRIBE <urn:a>"])
@pytest.mark.parametrize("prologue", ["", "PREFIX ask: <urn:select>", "# ASK\nBASE <urn:ask>\n"])
def test_the_query_form_is_the_first_keyword_after_the_prologue(form: str, prologue: str) -> None:
    assert read_query(f"{prologue} {form} WHERE {{}}").form == form.split(maxsplit=1)[0].upper()


HOSTILE = [
    *("'", '"', "<", "(", "()", "{} ", "?", ".", "\\", "#", "#\n", "'\n", "a.", "a-", "a", "a:"),
    *("a:. ", "a: ", "'\\'", "'''\\'", "'''a", '"""', "<a", "<a ", "<a>(", "<a#b> ", "(?x <#a>) "),
    *(
        "\\u0041",
        "\\u0027",
        "@a-",
        "a:%",
        "1e",
        "VALUES{",
        "VALUES ",
        "UNDEF ",
        "a:#\n",
        "\U0001f600",
    ),
    *("GRAPH ?g {", "<urn:a b", "SELECT ", "?x<?y&&'a>b' ", "_:a.", "a::a", "-1 "),
]


@pytest.mark.parametrize("start", ["", "SELECT * { "])
@pytest.mark.parametrize("piece", HOSTILE)
def test_any_text_is_read_in_linear_time(piece: str, start: str) -> None:
    """Quadratic reading of 200 kB would take minutes, linear takes a fraction of a second."""
    begin = time.process_time()
    with suppress(NrrGraphError):
        read_query(start + piece * (200_000 // len(piece)))
    assert time.process_time() - begin < 5


def test_triples_within_the_limit_and_side_by_side_pass() -> None:
    read_query("ASK { " + "<< " * 16 + "?s ?p ?o" + " >> ?p ?o" * 16 + " }")
    read_query("ASK { " + "<< ?s ?p ?o >> ?p ?o . ?s ?p ?o {| ?p ?o |} . " * 100 + " }")
    read_query("ASK { " + "<<<urn:s> <urn:p> <urn:o>>> ?p ?o . " * 100 + " }")


@pytest.mark.parametrize("nested", [("<<", ">> ?p ?o"), ("<<( ?s ?p", ")>>"), ("{| ?p ?o", "|}")])
def test_deep_triples_are_refused(nested: tuple[str, str]) -> None:
    opened, closed = nested
    with pytest.raises(RefusedQuery, match="triples nest deeper than 16"):
        read_query(f"ASK {{ ?s ?p ?o {f'{opened} ' * 17} ?s ?p ?o {f'{closed} ' * 17} }}")


ANNOTATED = 'VERSION "1.2" SELECT ?s { << ?s ?p ?o >> ?q ?r . ?s ?p "x"@ar--rtl ~ ?t {| ?q ?r |} }'


def test_a_query_of_sparql_1_2_is_laid_out_without_a_change_of_its_tokens() -> None:
    laid = lay_out(ANNOTATED)
    assert [t.text for t in tokens_of(laid)] == [t.text for t in tokens_of(ANNOTATED)]
    assert "{| ?q ?r |}" in laid
    assert "<< ?s ?p ?o >>" in laid
    assert len(laid.splitlines()) > 3


@pytest.mark.parametrize(
    ("query", "is_new"),
    [
        (ANNOTATED, True),
        ('VERSION "1.2" ASK {}', True),
        ("ASK { ?s ?p '<< x'@ar--rtl }", True),
        ("ASK { FILTER(isTRIPLE(?x)) }", True),
        ("ASK { <<( ?s ?p ?o )>> ?p ?o }", True),
        ("ASK { FILTER(?a < ?b) ?s ?version '<< {| VERSION' } # <<", False),
        ("ASK { FILTER(?a<<urn:b>) }", False),
    ],
)
def test_what_only_sparql_1_2_has_is_seen(query: str, is_new: bool) -> None:
    assert uses_rdf_1_2(query) == is_new


@pytest.mark.parametrize(
    ("query", "is_named"),
    [
        (f"ASK FROM <{ANNOTATED_GRAPH.value}> {{}}", True),
        ("PREFIX graph: <urn:> ASK { GRAPH graph:annotated {} }", True),
        ("BASE <urn:> ASK { GRAPH <graph/annotated> {} }", True),
        (r"ASK { GRAPH <https://w3id.org/nrr/graph/annot\u0061ted> {} }", True),
        ("ASK { ?annotated ?p 'graph:annotated' } # graph:annotated", False),
        ("ASK { GRAPH graph:unannotated {} }", False),
    ],
)
def test_the_view_is_named_by_iris_alone(query: str, is_named: bool) -> None:
    assert bool(named_view(query)) == is_named
