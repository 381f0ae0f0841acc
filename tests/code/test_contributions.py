"""What Wikidata could take: only facts, in its own ids, with pages that say so, as commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from nrr_graph.cli import main
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import ID
from nrr_graph.release.release import Release, build_release
from nrr_graph.web import language
from nrr_graph.wikibase import contribution_groups as groups
from nrr_graph.wikibase.contribution_groups import Contribution
from nrr_graph.wikibase.contributions import OWN_PROPERTIES, contribution
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.quickstatements import as_commands

ITEM, PROPERTY = re.compile(r"Q[1-9]\d*"), re.compile(r"P[1-9]\d*")
TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T00:00:00Z/(9|10|11)")
TEXT = re.compile(r'(?:[a-z]{2,3}(?:-[a-z]+)*:)?"([^"\t\n]+)"')
TERM = re.compile(r"([LDA])(en|ru)")
SOURCE = re.compile(r"S([1-9]\d*)")


@dataclass
class Command:
    """One line as the tool reads it."""

    subject: str
    what: str
    value: str
    qualifiers: list[tuple[str, str]] = field(default_factory=list)
    reference: dict[str, str] = field(default_factory=dict)


def _parsed(text: str) -> Iterator[Command]:
    """Read commands by the help page of the tool, and nothing else; empty lines mean nothing."""
    has_item = False
    for line in filter(None, text.split("\n")):
        first, *rest = line.split("\t")
        if first == "CREATE":
            assert not rest
            has_item = True
            yield Command("CREATE", "", "")
            continue
        assert ITEM.fullmatch(first) or (first == "LAST" and has_item), line
        what, value, *pairs = rest
        command = Command(first, what, value)
        if TERM.fullmatch(what):
            assert not pairs
            assert 0 < len(TEXT.fullmatch(value)[1]) <= 250  # type: ignore[index]
        else:
            assert PROPERTY.fullmatch(what)
            _assert_value(value)
            _read_pairs(command, pairs)
        yield command


def _read_pairs(command: Command, pairs: list[str]) -> None:
    assert len(pairs) % 2 == 0
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        _assert_value(value)
        source = SOURCE.fullmatch(name)
        if source:
            assert "P" + source[1] not in command.reference, "another page is another line"
            command.reference["P" + source[1]] = value
        else:
            assert PROPERTY.fullmatch(name)
            assert not command.reference, "qualifiers come first"
            command.qualifiers.append((name, value))


def _assert_value(value: str) -> None:
    time = TIME.fullmatch(value)
    assert time or ITEM.fullmatch(value) or TEXT.fullmatch(value), value
    if time:
        month, day, precision = int(time[2]), int(time[3]), int(time[4])
        assert (month > 0, day > 0) == (precision > 9, precision > 10)


@pytest.fixture(scope="module")
def entities(release: Release) -> Entities:
    return Entities(EmbeddedEngine(release.store), release.modified)


@pytest.fixture(scope="module")
def found(entities: Entities) -> Contribution:
    return contribution(entities)


@pytest.fixture(scope="module")
def commands(entities: Entities, found: Contribution) -> list[Command]:
    return list(_parsed(as_commands(entities, found.blocks)))


def _statements(commands: list[Command]) -> list[Command]:
    return [c for c in commands if PROPERTY.fullmatch(c.what)]


def test_there_is_something_to_take_in_more_than_one_group(found: Contribution) -> None:
    assert sum(bool(blocks) for blocks in found.groups.values()) > 1
    assert sum(len(block.statements) for block in found.blocks) > 10


def test_every_id_is_wikidatas_by_a_link_with_evidence(
    entities: Entities, commands: list[Command]
) -> None:
    verified = {entities.wikidata_id(number) for number in entities.all if number[0] == "Q"}
    for command in _statements(commands):
        pairs = [(command.what, command.value), *command.qualifiers]
        pairs += command.reference.items()
        assert command.subject == "LAST" or command.subject in verified
        for property_, value in pairs:
            assert int(property_[1:]) < OWN_PROPERTIES
            assert not ITEM.fullmatch(value) or value in verified


def test_every_statement_has_the_address_of_a_page_that_was_read(
    release: Release, commands: list[Command]
) -> None:
    rows = EmbeddedEngine(release.store).rows("SELECT ?a { ?page nrr:address ?a ; nrr:readAt ?c }")
    read = {str(row["a"].value) for row in rows}
    assert {c.reference["P854"].strip('"') for c in _statements(commands)} <= read


def test_the_references_of_an_item_are_of_as_many_publishers_as_can_be(
    entities: Entities, found: Contribution
) -> None:
    blocks = [block for block in found.blocks if block.publishers > 1]
    assert blocks
    for block in blocks:
        publishers = {p.address: p.independent for s in block.statements for p in s.pages}
        written = _statements(list(_parsed(as_commands(entities, [block]))))
        told = {publishers[command.reference["P854"].strip('"')] for command in written}
        assert len(told) > 1


def test_a_new_item_has_both_labels_a_class_and_something_more(commands: list[Command]) -> None:
    blocks: list[list[Command]] = []
    for command in commands:
        if command.subject == "CREATE":
            blocks.append([])
        elif command.subject == "LAST":
            blocks[-1].append(command)
    assert blocks
    for block in blocks:
        told = [command.what for command in block]
        assert {"Len", "Lru", "Den", "Dru", "P31"} <= set(told)
        assert len({what for what in told if PROPERTY.fullmatch(what)}) > 1


def test_what_others_contradict_is_not_offered(
    entities: Entities, found: Contribution, release: Release
) -> None:
    """The suspension's date is contradicted by several publishers; the rest of it is not."""
    rows = EmbeddedEngine(release.store).rows(
        "SELECT DISTINCT ?subject ?when { ?node a nrr:FacetStanding ; nrr:facet nrr:facetWhen ; "
        "nrr:standing ?standing ; nrr:ofClaim ?claim . "
        "?claim nrr:subject ?subject ; nrr:when ?when "
        "FILTER(?standing IN (nrr:standingContradicted, nrr:standingDisputed)) }"
    )
    contested = {(str(r["subject"].value), str(r["when"].value)) for r in rows}
    assert (ID + "suspension-of-cooperation-2014", "2014-05-01") in contested
    for block in found.blocks:
        for statement in block.statements:
            if statement.value["type"] == "time":
                told = statement.value["value"]["time"][1:11].replace("-00", "")
                assert (entities.iri(block.number), told) not in contested


def test_who_surely_has_an_item_is_not_created_again(
    entities: Entities, found: Contribution
) -> None:
    agents = {"Person", "Organization", "State", "Place", "Office", "Agreement"}
    for block in found.blocks:
        classes = {entities.iri(c).rpartition("#")[2] for c in entities.all_classes(block.number)}
        assert block.item or not classes & agents


def test_a_season_and_what_is_contested_stay_out_with_the_best_of_pages(
    damage: Callable[[str, str, str], Path],
) -> None:
    """Both dates get a reference whose page was found; without it they would have no page."""
    suspension, strain = "suspension-of-cooperation-2014", "strain-of-2008"
    cited = "nrr:target id:russia ;\n  nrr:reference id:reference-{} ;"
    damage("events-2010s.ttl", cited.format(3), cited.format(13))
    dated = 'nrr:when "2008-22"^^edtf:EDTF ;'
    folder = damage("events-2000s.ttl", dated, f"{dated} nrr:reference id:reference-13 ;")
    release = build_release([folder])
    entities = Entities(EmbeddedEngine(release.store), release.modified)
    found = contribution(entities)
    told = {
        slug: {s.property for block in found.blocks if entities.iri(block.number) == ID + slug
               for s in block.statements}
        for slug in (suspension, strain)
    }  # fmt: skip
    assert "P31" in told[strain] | told[suspension]
    assert "P585" not in told[strain] | told[suspension]


def test_what_is_left_out_is_counted_by_the_reason(found: Contribution) -> None:
    for reason in (groups.NO_PROPERTY, groups.NO_FACT, groups.NO_SUBJECT_ID, groups.NO_ADDRESS):
        assert found.left_out[reason] > 0


def test_the_page_says_first_what_to_check_and_what_is_left_out(
    client: FlaskClient, found: Contribution
) -> None:
    russian = language.messages("ru")
    page = client.get("/wikibase/?lang=ru").text
    texts = [*groups.TITLES.values(), *found.left_out]
    texts += [check for name in found.groups for check in groups.CHECKS[name]]
    for text in texts:
        assert russian[text] in page
    for name in found.groups:
        part = client.get(f"/wikibase/quickstatements/{name}.txt").text
        assert part.startswith("/*") != bool(found.groups[name])
        assert list(_parsed(part)) if found.groups[name] else True
    assert client.get("/wikibase/quickstatements/others.txt").status_code == 404


def test_an_empty_export_says_why(runner: CliRunner, copied_data: Path) -> None:
    data = str(copied_data / "places.ttl")
    options = ["--format", "quickstatements", "--output", "-", "--data", data]
    result = runner.invoke(main, ["export", *options])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "Nothing to write that Wikidata could take" in result.stderr
