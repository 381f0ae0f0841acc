"""A release is immutable, exact and known by its digest."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nrr_graph import open_dataset
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.release import Release, build_release


def test_best_ranked_statements_become_direct_triples(release: Release) -> None:
    def values(subject: str, property_: str) -> set[str]:
        found = release.store.quads_for_pattern(
            ox.NamedNode(ID + subject), ox.NamedNode(NRR + property_), None, ox.DefaultGraph()
        )
        return {quad.object.value for quad in found}  # type: ignore[union-attr]

    assert values("nato-russia-council", "established") == {"2002-05-28"}
    assert values("russia", "memberOf") == {ID + "partnership-for-peace"}
    assert values("suspension-of-cooperation-2014", "initiator") == {ID + "nato"}


def test_the_digest_changes_with_the_facts_and_only_with_them(
    release: Release, copied_data: Path, damage: Callable[[str, str, str], Path]
) -> None:
    assert build_release([copied_data]).digest == release.digest
    path = copied_data / "places.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert build_release([copied_data]).digest == release.digest
    changed = build_release([damage("places.ttl", '"Rome"@en', '"Roma"@en')])
    assert changed.digest != release.digest
    assert changed.version != release.version


def test_the_version_is_that_of_the_data_and_can_be_checked(
    client: FlaskClient, release: Release
) -> None:
    dump = client.get("/data/latest/nrr.nq", buffered=True)
    assert hashlib.sha256(dump.data).hexdigest() == release.digest
    assert release.version == f"{release.modified}-{release.digest[:8]}"
    assert dump.headers["NRR-Release"] == release.version


def test_no_blank_node_and_no_rewritten_literal_is_served(release: Release) -> None:
    exact = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    for quad in release.store:
        assert not isinstance(quad.object, ox.BlankNode)
        if isinstance(quad.object, ox.Literal) and quad.object.datatype == exact:
            assert quad.object.value == str(int(quad.object.value))


def test_a_notebook_can_query_the_graph() -> None:
    rows = open_dataset().query("SELECT (COUNT(?s) AS ?n) { ?s a nrr:Statement }")
    assert int(next(iter(rows))[0]) > 50  # type: ignore[index,arg-type]


@pytest.mark.parametrize("heavy", ["rdflib", "pyshacl", "owlrl"])
def test_the_serving_processes_do_not_load(heavy: str) -> None:
    code = f"import sys; from nrr_graph.web import create_app; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
