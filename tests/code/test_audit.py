"""The audit counts what passes, names what does not, and says the same on the page."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from nrr_graph.cli import main
from nrr_graph.describe.access_checks import AccessAudit, Got
from nrr_graph.describe.audit import Figure, audit
from nrr_graph.describe.audit_checks import CHECKS, DIMENSIONS
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import (
    BASE,
    DCAT,
    DQV,
    FOAF,
    ID,
    NRR,
    ONTOLOGY,
    OWL,
    RDF,
    RDFS,
    SKOS,
    VOID,
)
from nrr_graph.release.catalogue import catalogue, publication_of
from nrr_graph.release.release import Release
from nrr_graph.web.language import messages

#: By these alone checks find what they look at.
KEPT = (RDF + "type", NRR + "subject", NRR + "wikidata")
KEPT_OF_CATALOGUE = (RDF + "type", DCAT + "dataset", DCAT + "distribution", DCAT + "hasVersion")


@pytest.fixture(scope="module")
def figures(release: Release) -> list[Figure]:
    described = catalogue(release, publication_of(release, BASE))
    return audit(EmbeddedEngine(release.store), described)


def _only(triples: list[ox.Triple], kept: tuple[str, ...]) -> list[ox.Triple]:
    return [triple for triple in triples if triple.predicate.value in kept]


def test_our_own_data_pass_all_that_is_required(figures: list[Figure]) -> None:
    assert [figure.name for figure in figures if figure.is_failure] == []
    assert all(figure.total for figure in figures)
    assert {figure.principle[0] for figure in figures} == set(DIMENSIONS)


def test_every_check_fails_where_nothing_is_said(release: Release) -> None:
    """What is looked at is left, and badly named things are added; all that passes is gone."""
    quads = release.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    bare = _only([quad.triple for quad in quads], KEPT)
    node, typed = ox.NamedNode, ox.NamedNode(RDF + "type")
    for name, kind in (
        ("lower", "Class"),
        ("Upper", "ObjectProperty"),
        ("Upper", "DatatypeProperty"),
    ):
        bare.append(ox.Triple(node(NRR + name), typed, node(OWL + kind)))
    elsewhere = node("http://example.org/thing")
    bare.append(ox.Triple(elsewhere, node(RDFS + "label"), ox.Literal("thing")))
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in bare)
    described = _only(catalogue(release, publication_of(release, BASE)), KEPT_OF_CATALOGUE)
    found = {figure.name: figure for figure in audit(EmbeddedEngine(store), described)}
    assert set(found) == {check.name for check in CHECKS}
    passing = {name for name, figure in found.items() if figure.passed == figure.total}
    assert passing == set()
    assert found["persistent"].failing == [elsewhere.value]
    assert f"{NRR}lower" in found["class-names"].failing


def test_every_text_of_the_audit_has_its_russian(figures: list[Figure]) -> None:
    told = {figure.text for figure in figures} | set(DIMENSIONS.values()) | {"Counted"}
    assert sorted(told - set(messages("ru"))) == []


def test_the_command_says_what_the_page_says(
    runner: CliRunner, client: FlaskClient, figures: list[Figure]
) -> None:
    told = runner.invoke(main, ["audit", "--format", "json"])
    assert told.exit_code == 0
    by_name = {one["text"]: (one["passed"], one["total"]) for one in json.loads(told.stdout)}
    assert by_name == {figure.text: (figure.passed, figure.total) for figure in figures}
    rows = client.get("/quality?format=json").json["quality"]  # type: ignore[index]
    shown = {row["measure"]: (row["number"], row["of"]) for row in rows if row["of"] != ""}
    assert shown == by_name
    russian = client.get("/quality?lang=ru").text
    for figure in figures:
        assert messages("ru")[figure.text] in russian


def test_the_figures_stand_in_the_data_quality_vocabulary(
    client: FlaskClient, figures: list[Figure], release: Release
) -> None:
    text = client.get("/quality", headers={"Accept": "application/n-triples"}).data
    store = ox.Store()
    store.load(text, format=ox.RdfFormat.N_TRIPLES)
    rows = EmbeddedEngine(store).rows(
        "SELECT ?metric ?value ?comment ?on ?datatype ?dimension { ?m a dqv:QualityMeasurement ; "
        "dqv:isMeasurementOf ?metric ; dqv:value ?value ; dqv:computedOn ?on . "
        "?metric a dqv:Metric ; dqv:expectedDataType ?datatype ; dqv:inDimension ?dimension . "
        "?dimension a dqv:Dimension OPTIONAL { ?m rdfs:comment ?comment } }"
    )
    assert len(rows) == len(list(store.quads_for_pattern(None, ox.NamedNode(DQV + "value"), None)))
    shares = {str(row["metric"].value): row for row in rows if "comment" in row}
    assert len(shares) == len(figures)
    for figure in figures:
        row = shares[f"{BASE}quality#{figure.name}"]
        assert float(str(row["value"].value)) == pytest.approx(figure.share, abs=1e-4)
        assert row["comment"].value == f"{figure.passed} / {figure.total}"
        assert str(row["on"].value) == f"{BASE}dataset#{release.version}"
    for row in rows:
        assert row["datatype"].value == row["value"].datatype.value  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "given",
    [["--url", "http://127.0.0.1:9/"], ["--url", "x"], ["--url", "http://a", "--data", "."]],
)
def test_what_cannot_be_audited_is_told(runner: CliRunner, given: list[str]) -> None:
    result = runner.invoke(main, ["audit", *given])
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert given[1] in result.output or "either" in result.output


def test_a_server_that_says_what_is_not_so_is_found_out() -> None:
    """It describes a file of another size, knows no tags, and negotiates nothing."""
    root = "http://example.org/"
    described = (
        f'<{root}file> <{DCAT}downloadURL> <{root}file> .\n<{root}file> <{DCAT}byteSize> "3" .\n'
        f"<{root}s> <{DCAT}endpointURL> <{root}missing> .\n"
    )

    def get(address: str, headers: object) -> Got:
        if address == f"{root}missing":
            return Got(404, {}, b"")
        body = described.encode() if address == f"{root}dataset" else b"four"
        return Got(200, {"content-type": "application/n-triples"}, body)

    figures = AccessAudit(get, root, [ID + "nato"]).figures()
    by_name = {figure.name: (figure.passed, figure.total) for figure in figures}
    assert by_name.pop("catalogue-found") == (1, 3)
    assert all(not passed and total for passed, total in by_name.values()), by_name


def test_the_vocabularies_that_the_checks_name_are_those_meant() -> None:
    text = " ".join(f"{check.every} {check.passes}" for check in CHECKS)
    assert set(re.findall(r"<(http[^>]*)>", text)) <= {
        ONTOLOGY,
        FOAF + "homepage",
        *(
            f"http://purl.org/vocab/vann/{name}"
            for name in ("preferredNamespacePrefix", "preferredNamespaceUri")
        ),
    }
    assert not re.search(rf"<(?:{SKOS}|{VOID})", text)
