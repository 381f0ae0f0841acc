"""Write Turtle in one way only, so that a change in the data is a change in the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError, shortened
from nrr_graph.namespaces import GRAPH, NRR, PREFIXES, RDF, RDFS, SKOS, XSD, shorten
from nrr_graph.release.load import GraphFile
from nrr_graph.terms import Fact, Node, Term, fact_of

#: Predicates in the order in which a block gives them; others follow, by IRI.
PREDICATE_ORDER: Final = (
    RDF + "type",
    RDFS + "label",
    SKOS + "altLabel",
    *(
        NRR + name
        for name in (
            *("subject", "property", "value", "rank", "when", "start", "end", "dating"),
            *("article", "section", "sentence", "sentenceKind", "beginOffset", "endOffset"),
            *("pieces", "sha256", "number", "source", "title"),
        )
    ),
)
#: What stands at the end of a block: the evidence.
PREDICATES_LAST: Final = tuple(
    NRR + name
    for name in ("contradicts", "attributedTo", "reference", "paragraphReference", "passage")
)

#: What may hold a number sign (Turtle 1.1, section 6.5), and a comment, where it stands outside.
_TOKEN: Final = re.compile(
    r'''"""(?:"{0,2}(?:[^"\\]|\\.))*"""'''
    r"""|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"""|<[^<>"\s]*>|\\.|(?P<comment>\#[^\n]*)""",
    re.DOTALL,
)


def canonical_turtle(file: GraphFile) -> str:
    """Return the file's triples in canonical form, read back to make sure that none is lost.

    :raises NrrGraphError: the file holds comments or blank nodes, which the form has no place for.
    """
    _refuse_what_would_be_lost(file)
    blocks: dict[Node, list[Fact]] = defaultdict(list)
    for triple in set(file.triples):
        blocks[triple.subject].append(triple)
    subjects = sorted(blocks, key=lambda subject: _subject_key(subject, blocks[subject]))
    body = "\n".join(_block(subject, blocks[subject]) for subject in subjects)
    used = [prefix for prefix in PREFIXES if re.search(rf"(?<![\w<]){prefix}:[\w]", body)]
    head = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(used))
    text = f"{head}\n{body}"
    if set(map(fact_of, ox.parse(text, format=ox.RdfFormat.TURTLE))) != set(file.triples):
        raise NrrGraphError(f"{file.path}: the canonical form would say something else; report it")
    return text


def readable_turtle(triples: Iterable[ox.Triple], first: str = "") -> str:
    """Write triples for readers: prefixes that are used, then a block for each subject, in order.

    :param first: the IRI whose block comes first; its statements and facets come next.
    """
    blocks: dict[Node, list[Fact]] = defaultdict(list)
    for fact in set(map(fact_of, triples)):
        blocks[fact.subject].append(fact)

    def place(subject: Node) -> tuple[int, tuple[int, str, str]]:
        """Sort the thing itself first, then what is said about it, then the rest."""
        key = _subject_key(subject, blocks[subject])
        is_near = key[1] == first or subject.value.startswith(f"{first}#")
        return (0 if subject.value == first else 1 if first and is_near else 2), key

    body = "\n".join(_block(subject, blocks[subject]) for subject in sorted(blocks, key=place))
    used = sorted({name for own in blocks.values() for fact in own for name in _prefixes(fact)})
    return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used) + f"\n{body}"


def _prefixes(fact: Fact) -> Iterator[str]:
    """Yield the prefixes that a fact is written with; of a literal only its datatype has one."""
    datatype_or_node = _term(fact.object).rpartition('"')[2].removeprefix("^^")
    for written in (_node(fact.subject), _predicate(fact.predicate.value), datatype_or_node):
        prefix, colon, _ = written.partition(":")
        if colon and prefix in PREFIXES:
            yield prefix


def _refuse_what_would_be_lost(file: GraphFile) -> None:
    for found in _TOKEN.finditer(file.text):
        if found["comment"]:
            number = file.text.count("\n", 0, found.start()) + 1
            raise NrrGraphError(
                f"{file.path}:{number}: the canonical form keeps no comments "
                f"({shortened(found['comment'])}); "
                "say it in an rdfs:comment, where readers of the graph see it too"
            )
    for s, _, o in file.triples:
        if isinstance(s, ox.BlankNode) or isinstance(o, ox.BlankNode):
            raise NrrGraphError(
                f"{file.path}: a blank node ([ … ] or _:x) cannot be cited; "
                "give the node an IRI of its own, such as id:my-node"
            )


def _subject_key(subject: Node, triples: Iterable[Fact]) -> tuple[int, str, str]:
    """Sort the file's header first, then each entity with its statements behind it."""
    about = next((t.object.value for t in triples if t.predicate.value == NRR + "subject"), None)
    if subject.value.startswith(GRAPH):
        return 0, "", ""
    if about is None:
        return 1, subject.value, ""
    return 1, about, subject.value


def _block(subject: Node, triples: list[Fact]) -> str:
    grouped: dict[str, list[str]] = defaultdict(list)
    for triple in sorted(triples, key=lambda t: _object_key(t.object)):
        grouped[triple.predicate.value].append(_term(triple.object))
    rows = [
        f"{_predicate(predicate)} {', '.join(grouped[predicate])}"
        for predicate in sorted(grouped, key=_predicate_key)
    ]
    return f"{_node(subject)} " + " ;\n  ".join(rows) + " .\n"


def _object_key(term: Term) -> tuple[str, int, str]:
    """Sort English before Russian, short numbers before long ones, the rest by value."""
    if isinstance(term, ox.Literal):
        return term.language or "", len(term.value) if term.value.isdigit() else 0, term.value
    return "", 0, term.value


def _predicate_key(predicate: str) -> tuple[int, int, str]:
    if predicate in PREDICATE_ORDER:
        return 0, PREDICATE_ORDER.index(predicate), ""
    if predicate in PREDICATES_LAST:
        return 2, PREDICATES_LAST.index(predicate), ""
    return 1, 0, predicate


def _node(node: Node) -> str:
    return str(node) if isinstance(node, ox.BlankNode) else shorten(node.value)


def _predicate(iri: str) -> str:
    return "a" if iri == RDF + "type" else shorten(iri)


def _quoted(text: str) -> str:
    """Quote a text; one of several lines, such as a query, keeps them."""
    if "\n" not in text:
        return str(ox.Literal(text))
    escaped = text.replace("\\", "\\\\").replace("\r", "\\r").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'


def _term(term: Term) -> str:
    if not isinstance(term, ox.Literal):
        return _node(term)
    if term.datatype.value == XSD + "integer" and re.fullmatch(r"-?(0|[1-9]\d*)", term.value):
        return term.value
    # A literal's N-Triples form is Turtle too; only its datatype reads better as a CURIE.
    text = _quoted(term.value)
    if term.language:
        return str(term) if term.direction else f"{text}@{term.language}"
    datatype = term.datatype.value
    return text if datatype == XSD + "string" else f"{text}^^{shorten(datatype)}"
