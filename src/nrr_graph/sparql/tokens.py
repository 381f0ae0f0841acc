"""Split a SPARQL query into tokens (SPARQL 1.1, section 19.8), strings and comments opaque.

Not a parser: it answers questions such as "does this query use SERVICE?", which a search in
the text cannot answer, since the word may stand in a string, an IRI or a comment.  Every
alternative takes what it has matched for good, so that any text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["iri", "string", "variable", "name", "word", "number", "tag", "mark", "unclosed"]

_LETTER: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE: Final = rf"{_LETTER}_0-9\u00b7\u0300-\u036f\u203f\u2040"
_LOCAL: Final = rf"(?:[{_MORE}:\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"

SKIP: Final = r"(?:[ \t\r\n]++|\#[^\n\r]*+)"
IRI: Final = r"<[^<>\"{}|^`\\\x00-\x20]*+>"
#: A text that is not closed reaches to the end of its line, with three quotes of the query.
STRING: Final = (
    r"(?:'''(?:[^'\\]|\\.|'(?!''))*+'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\""
    r"|'(?!'')(?:[^'\\\n\r]|\\.)*+'|\"(?!\"\")(?:[^\"\\\n\r]|\\.)*+\")"
)
UNCLOSED: Final = r"(?:(?:'''|\"\"\").*+|'(?:[^'\\\n\r]|\\.)*+|\"(?:[^\"\\\n\r]|\\.)*+)"
VARIABLE: Final = rf"[?$][{_LETTER}_0-9][{_MORE}]*+"
#: The name of a solution set, as Blazegraph writes it; the standard has nothing that begins so.
_SOLUTION_SET: Final = re.compile(rf"%[{_LETTER}_0-9][{_MORE}]*+")
#: A language, in RDF 1.2 with a base direction: ``@ar--rtl``.
TAG: Final = r"@[a-zA-Z]++(?:-[a-zA-Z0-9]++)*+(?:--[a-zA-Z]++)?+"
#: Prefixed names and labels of blank nodes.  The bound on prefixes keeps ``a.a.a.a`` linear.
NAME: Final = (
    rf"(?:_|[{_LETTER}][{_MORE}.\-]{{0,99}}+(?<!\.))?+:"
    rf"(?:(?!\-){_LOCAL}++(?:\.++{_LOCAL}++)*+)?+"
)
NUMBER: Final = r"[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?+"
WORD: Final = r"[A-Za-z_][A-Za-z0-9_]*+"

#: Words of declarations before the query form; ``VERSION "1.2"`` is one of SPARQL 1.2.
PROLOGUE: Final = ("PREFIX", "BASE", "VERSION")

#: What never matters to a question about keywords, names and brackets.
OPAQUE: Final = rf"{SKIP}|{STRING}|{VARIABLE}|{TAG}|{NUMBER}"

_TOKEN: Final = re.compile(
    rf"{SKIP}|(?P<iri>{IRI})|(?P<string>{STRING})|(?P<unclosed>{UNCLOSED})"
    rf"|(?P<variable>{VARIABLE})|(?P<tag>{TAG})|(?P<name>{NAME})|(?P<number>{NUMBER})"
    # The brackets of annotations (SPARQL 1.2, rule AnnotationBlock) are one token each.
    rf"|(?P<word>{WORD})|(?P<mark>\{{\||\|\}}|.)",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


#: Where in a query something is wrong, what, and how to mend it.
Fault = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``start`` is its offset in the query, in code points."""

    kind: Kind
    text: str
    start: int

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the keywords, which are not case-sensitive."""
        return self.kind == "word" and self.text.upper() in words


def tokens_of(query: str) -> Iterator[Token]:
    """Yield the tokens of a query.

    >>> [t.text for t in tokens_of("ASK { ?s :p 'SERVICE' } # SERVICE")]
    ['ASK', '{', '?s', ':p', "'SERVICE'", '}']
    """
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup
        if kind:
            yield Token(kind, match.group(), match.start())  # type: ignore[arg-type]


def solution_set(query: str, token: Token) -> str:
    """Return the name that begins with a token, such as ``%x``; nothing if there is none."""
    found = _SOLUTION_SET.match(query, token.start)
    return found[0] if found else ""


def unescape(query: str) -> str:
    r"""Replace codepoint escapes, as SPARQL does before it looks at tokens (section 19.2).

    >>> unescape(r"S\u0045RVICE")
    'SERVICE'
    """
    return _ESCAPE.sub(_character, query)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else match[0]


def line_and_column(query: str, offset: int) -> tuple[int, int, str]:
    """Return line and column, from 1, of an offset, and the text of that line."""
    before = query[:offset]
    line = before.count("\n") + 1
    column = offset - (before.rfind("\n") + 1) + 1
    return line, column, query.split("\n")[line - 1]


def query_form(query: str) -> str:
    """Return the query form in capitals, or nothing if there is none (SPARQL 1.1, section 16).

    >>> query_form("PREFIX select: <http://example.org/> ASK {}")
    'ASK'
    """
    words = (token.text.upper() for token in tokens_of(query) if token.kind == "word")
    return next((word for word in words if word not in PROLOGUE), "")
