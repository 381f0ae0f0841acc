"""Every kind of block that ``nrr-graph new`` knows can be asked for, and conforms."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from commands import run_command
from nrr_graph.cli.asking import completed
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, NRR
from nrr_graph.project import data_folder
from nrr_graph.release.drafting import Draft, Refused, amendment, draft, with_drafts
from nrr_graph.release.fields import Field
from nrr_graph.release.kinds import KINDS
from nrr_graph.release.load import GraphFile, load_data
from nrr_graph.release.release import Release
from nrr_graph.release.validate import validate
from nrr_graph.terms import Fact
from nrr_graph.wikibase.blocks import facts_of, graph_of, stated_dates
from nrr_graph.wikibase.values import Values

_NAMES = ("Invented {}", "Вымышленное: {}")
_WORDS = ("made up for a test", "придумано для проверки")
#: What a curator at a terminal answers, question by question; an empty line leaves a field out.
ANSWERS: Mapping[str, Sequence[str]] = {
    "statement": ("S03-02", "Angela Stent", "memberOf", "Partnership for Peace", "", "undated", ""),
    "quotation": ("S06-08", "Dmitry Medvedev", "One must not invent.", "", "undated", ""),
    "finding": (
        *("nato-rome-summit-lays-the-foundations-for", "NATO", "s04-02-created", ""),
        *("bearingConfirms", "NATO–Russia Council", "established", "2002-05-28", "", ""),
    ),
    "source": (
        *("A page that is invented", "https://news.invented.example/a", "Deutsche Welle"),
        *("2009-05-06", "", ""),
    ),
    "outlet": (*_NAMES, *_WORDS, "Germany", "ownershipStateOwned", "Germany", ""),
    "person": (*_NAMES, *_WORDS),
    "organization": (*_NAMES, *_WORDS),
    "place": (*_NAMES, *_WORDS),
    "plan": (*_NAMES, *_WORDS),
    "event": (*_NAMES, *_WORDS, "1990s"),
    "claim": _NAMES,
    "question": (
        *_NAMES, "The graph itself", "Сам граф", "{query}",
        "person: who", "", "person: кто", "",
    ),
    "issue": (*_NAMES, *_WORDS, "s04-02-created", "", "tension"),
}  # fmt: skip


@pytest.fixture(scope="module")
def values(release: Release) -> Values:
    return Values(release)


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("query") / "question.rq"
    path.write_text("SELECT ?person { ?person a nrr:Person } ORDER BY ?person", encoding="utf-8")
    return path


def _asked(kind: str, values: Values, lines: Sequence[str]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {field.name: [] for field in KINDS[kind].fields}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
        return completed(KINDS[kind], given, values)


def _block(
    kind: str, given: Mapping[str, Sequence[str]], values: Values, files: Sequence[GraphFile]
) -> list[Draft]:
    facts = facts_of(kind, given, values, files)
    stated = stated_dates(given, facts, values)
    drafts = [amendment(files, stated)] if stated else []
    place = graph_of(kind, facts, files) or KINDS[kind].file.format(slug="made", decade="1990s")
    return [*drafts, draft(with_drafts(files, drafts), facts, place, data_folder())]


def test_each_kind_is_asked_for_and_all_of_them_conform(
    values: Values, files: Sequence[GraphFile], query: Path
) -> None:
    assert set(ANSWERS) == set(KINDS)
    whole, awaited, made = list(files), set(), []
    for kind, lines in ANSWERS.items():
        told = [line.replace("{}", kind).replace("{query}", str(query)) for line in lines]
        given = _asked(kind, values, told)
        for one in _block(kind, given, values, whole):
            whole = with_drafts(whole, [one])
            made.append(one)
        awaited |= {f"https://w3id.org/nrr/shapes#{shape}" for shape in KINDS[kind].awaits}
    assert len(made) == len(KINDS)
    findings = [f for f in validate(whole).findings if f.shape not in awaited]
    assert [finding.as_text() for finding in findings] == []


def test_an_answer_that_cannot_be_read_is_asked_for_again(
    values: Values, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (
        "S99-99",
        "S03-02",
        "Nobody at all",
        "0",
        "Andres Rasmusen",
        "1",
        "membrOf",
        "memberOf",
    )
    given = _asked(
        "statement", values, (*lines, "Partnership for Peace", "18.09.2009", "", "undated", "")
    )
    assert given["sentence"] == ["S03-02"]
    assert given["subject"] == ["id:anders-rasmussen"]
    assert given["property"] == ["memberOf"]
    assert given["when"] == []
    told = capsys.readouterr().err
    assert "the article has no such sentence" in told
    assert "use one of: memberOf" in told
    assert "is no date" in told
    assert "id:passage-s03-02" in told


def test_whoever_gives_everything_is_asked_nothing(values: Values) -> None:
    given: dict[str, list[str]] = {field.name: [] for field in KINDS["claim"].fields} | {
        "label-en": ["Invented"],
        "label-ru": ["Вымышленный"],
    }
    assert completed(KINDS["claim"], given, values) == given


def _statement(*options: str) -> dict[str, list[str]]:
    names = ("sentence", "subject", "property", "value", *options[::2])
    texts = ("S03-02", "id:angela-stent", "memberOf", "id:nato", *options[1::2])
    return {name: [text] for name, text in zip(names, texts, strict=True)}


def test_a_date_that_a_sentence_tells_goes_to_its_passage_too(
    values: Values, files: Sequence[GraphFile]
) -> None:
    given = _statement("start", "1994-06-24", "states-date", "1994-06-24")
    passage, fact = _block("statement", given, values, files)
    assert 'nrr:statesDate "1994-06-22"^^xsd:date, "1994-06-24"^^xsd:date' in passage.block
    assert 'nrr:start "1994-06-24"^^xsd:date' in fact.block
    assert passage.file.path != fact.file.path
    known = _statement("start", "1994-06-22", "states-date", "1994-06-22")
    assert len(_block("statement", known, values, files)) == 1


def test_a_sentence_gives_its_passage_and_the_references_of_its_paragraph(
    values: Values, files: Sequence[GraphFile], release: Release
) -> None:
    paragraph = NRR + "citesInParagraph"
    stated = [f for file in files for f in file.triples if f.predicate.value == paragraph]
    sentence = values.values(stated[0].subject.value, NRR + "sentence")[0].value
    given = {**_statement("dating", "undated"), "sentence": [str(sentence)]}
    facts = facts_of("statement", given, values, files)
    assert {f.object for f in stated if f.subject == stated[0].subject} <= _objects(
        facts, "paragraphReference"
    )


def _objects(facts: Sequence[Fact], name: str) -> set[object]:
    return {fact.object for fact in facts if fact.predicate.value == NRR + name}


def test_for_whom_somebody_speaks_is_not_said_by_the_article(
    values: Values, files: Sequence[GraphFile]
) -> None:
    given = {
        **{"label-en": ["Invented"], "label-ru": ["Вымышленный"]},
        **{"description-en": ["x y"], "description-ru": ["э ю"], "speaks-for": ["Russia"]},
    }
    (one,) = _block("person", given, values, files)
    assert one.file.name == "voices/speakers"


def test_a_statement_of_the_article_never_goes_among_other_voices(
    values: Values, files: Sequence[GraphFile]
) -> None:
    subjects = {
        fact.object.value.removeprefix(ID)
        for file in files
        for fact in file.triples
        if fact.predicate.value == NRR + "subject"
    }
    for subject in sorted(subjects):
        facts = [Fact(values.read(Field("x", "", "entity", ""), "nato"), *_about(subject))]  # type: ignore[arg-type]
        assert not (graph_of("statement", facts, files) or "").startswith("voices/"), subject


def _about(slug: str) -> tuple[object, object]:
    import pyoxigraph as ox

    return ox.NamedNode(NRR + "subject"), ox.NamedNode(ID + slug)


@pytest.mark.parametrize(
    ("option", "given", "told"),
    [
        ("--name", "../up", "write a name of Latin letters"),
        ("--name", "with blank", "is no name|write a name of Latin letters"),
        ("--to", "../../outside", "write a name of Latin letters"),
    ],
)
def test_a_name_that_is_none_is_refused(
    values: Values, files: Sequence[GraphFile], option: str, given: str, told: str
) -> None:
    name, place = (given, "claims") if option == "--name" else ("", given)
    texts = {"label-en": ["X"], "label-ru": ["Э"]}

    def make() -> None:
        draft(files, facts_of("claim", texts, values, files, name), place, data_folder())

    with pytest.raises(NrrGraphError, match=told):
        make()


def test_a_language_that_is_none_is_refused(values: Values) -> None:
    with pytest.raises(NrrGraphError, match="write its short form"):
        values.read(Field("language", "", "language", ""), "the King's English")


def test_a_term_that_the_property_does_not_take_brings_those_that_it_does(values: Values) -> None:
    with pytest.raises(NrrGraphError, match="ownershipPrivate"):
        values.read(Field("ownership", NRR + "ownership", "term", ""), "private")


def test_a_new_outlet_goes_where_the_others_are(tmp_path: Path) -> None:
    shutil.copytree(data_folder(), tmp_path / "ttl")
    shutil.copy(data_folder().parent / "register.tsv", tmp_path)
    given = {"label-en": "Invented News", "label-ru": "Вымышленные новости"}
    given |= {"description-en": "made up", "description-ru": "придуманы", "based-in": "Germany"}
    options = [part for name, text in given.items() for part in (f"--{name}", text)]
    done = run_command(
        ["new", "outlet", *options, "--ownership", "ownershipPrivate", "--data", tmp_path],
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    (file,) = (f for f in load_data([tmp_path]) if f.name == "voices/publishers")
    assert "id:invented-news a nrr:Press ;" in file.text
    assert "id:invented-news" in (tmp_path / "register.tsv").read_text(encoding="utf-8")


def test_a_second_block_of_one_name_is_refused(values: Values, files: Sequence[GraphFile]) -> None:
    given = {"label-en": ["Kosovo precedent"], "label-ru": ["Прецедент"]}
    with pytest.raises(Refused, match="choose another --name"):
        _block("claim", given, values, files)
