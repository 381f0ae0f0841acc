"""Split a SPARQL query into tokens (SPARQL 1.1, section 19.8), strings and comments opaque.

Not a parser: it answers questions such as "does this query use SERVICE?", which a search in
the text cannot answer, since the word may stand in a string, an IRI or a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["iri", "string", "variable", "name", "word", "number", "tag", "mark", "unclosed"]

_TOKEN: Final = re.compile(
    r"""
    (?P<skip>\s+|\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}|"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}
      |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
  | (?P<unclosed>["'])
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
  | (?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)
      (?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\.))?)?)
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True)
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
        if kind != "skip":
            yield Token(kind, match.group(), match.start())  # type: ignore[arg-type]


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
    return next((word for word in words if word not in ("PREFIX", "BASE")), "")
