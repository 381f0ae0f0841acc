"""XML answers are well-formed, or refused with the formats that can carry what they say."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nrr_graph.engine.embedded import EmbeddedEngine, serialize, serialize_triples
from nrr_graph.engine.xml import XmlFile
from nrr_graph.errors import NotAcceptable
from nrr_graph.mediatypes import CSV, JSON_RESULTS, N_TRIPLES, RDF_XML, TURTLE, XML_RESULTS

S, P = ox.NamedNode("urn:s"), ox.NamedNode("http://example.com/p")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("code", ["0001", "000B", "001F", "FFFE", "FFFF"])
def test_a_text_that_xml_cannot_carry_is_refused_in_xml_alone(code: str) -> None:
    engine = EmbeddedEngine(ox.Store())
    query = f'SELECT ?x {{ VALUES ?x {{ "a\\u{code}b" }} }}'
    with pytest.raises(NotAcceptable, match="JSON, CSV, TSV"):
        serialize(engine.evaluate(query), XML_RESULTS)
    for chosen in (JSON_RESULTS, CSV):
        assert serialize(engine.evaluate(query), chosen)
    query = f'CONSTRUCT {{ <urn:s> <urn:p> "a\\u{code}b" }} {{}}'
    with pytest.raises(NotAcceptable, match="Turtle, N-Triples, JSON-LD"):
        serialize(engine.evaluate(query), RDF_XML)
    assert serialize(engine.evaluate(query), N_TRIPLES)


@pytest.mark.parametrize("end", ["123", "1", "?b=1", "a/"])
def test_a_property_without_an_xml_name_is_refused_in_rdf_xml_alone(end: str) -> None:
    triples = [ox.Triple(S, P, S), ox.Triple(S, ox.NamedNode(f"http://example.com/{end}"), S)]
    with pytest.raises(NotAcceptable, match="does not end in an XML name"):
        serialize_triples(triples, RDF_XML)
    assert serialize_triples(triples, TURTLE)


def test_what_looks_like_such_a_property_in_a_text_is_no_fault() -> None:
    triple = ox.Triple(S, P, ox.Literal('<oxprefix: xmlns="">'))
    ET.fromstring(serialize_triples([triple], RDF_XML))


@given(TEXTS)
@example("a\rb\r\nc")
@example("\x01")
def test_xml_comes_back_as_it_went_or_is_refused(text: str) -> None:
    literal = ox.Literal(text)
    try:
        written = serialize_triples([ox.Triple(S, P, literal)], RDF_XML)
    except NotAcceptable:
        with pytest.raises(ET.ParseError):
            ET.fromstring(f"<a>{text.replace('&', '').replace('<', '')}</a>")
        return
    assert (ET.fromstring(written)[0][0].text or "") == text
    assert [quad.object for quad in ox.parse(written, format=ox.RdfFormat.RDF_XML)] == [literal]


@given(st.binary(max_size=5), st.integers(0, 12))
def test_a_fault_is_found_across_the_pieces_of_an_answer(before: bytes, cut: int) -> None:
    for fault in (b"<oxprefix: ", b"\xef\xbf\xbe", b"\x01"):
        file = XmlFile(io.BytesIO(), "JSON")
        data = before.translate(None, bytes(range(32))) + fault
        with pytest.raises(NotAcceptable):
            file.writelines([data[:cut], data[cut:], b"x"])


def test_an_answer_of_any_length_is_checked_to_its_end() -> None:
    triples = [ox.Triple(S, P, ox.Literal(f"{number}")) for number in range(5000)]
    output = io.BytesIO()
    with pytest.raises(NotAcceptable):
        output.write(serialize_triples([*triples, ox.Triple(S, P, ox.Literal("\x01"))], RDF_XML))
    assert ET.fromstring(serialize_triples(triples, RDF_XML)) is not None
