"""Lay a query out: one clause a line, indented by its braces; nothing but white space changes."""

from __future__ import annotations

import re
from typing import Final

from nrr_graph.sparql.tokens import PROLOGUE, Token, tokens_of

_COMMENT: Final = re.compile(r"#[^\n\r]*")
#: Words that begin a line.
_BEGINNING: Final = frozenset(
    (
        *PROLOGUE,
        *("SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "FROM", "WHERE", "ORDER"),
        *("GROUP", "HAVING", "LIMIT", "OFFSET", "VALUES", "OPTIONAL", "FILTER", "BIND", "MINUS"),
        *("UNION", "GRAPH", "SERVICE"),
    )
)
_NO_SPACE_BEFORE: Final = frozenset((",", ";", ")", "]", "*", "+", "/", "|", "^"))
_NO_SPACE_AFTER: Final = frozenset(("(", "[", "!", "^", "/", "|"))


def lay_out(query: str) -> str:
    """Return a query on lines of its own; the tokens and the comments stay as they are.

    >>> print(lay_out("SELECT ?s {?s a ?c . ?s ?p 1}LIMIT 5"))
    SELECT ?s {
      ?s a ?c .
      ?s ?p 1
    }
    LIMIT 5
    """
    writer = _Writer()
    end = 0
    for token in tokens_of(query):
        for comment in _COMMENT.findall(query[end : token.start]):
            writer.comment(comment)
        writer.add(token, is_apart=token.start > end)
        end = token.start + len(token.text)
    for comment in _COMMENT.findall(query[end:]):
        writer.comment(comment)
    return "\n".join(line.rstrip() for line in writer.lines if line.strip())


class _Writer:
    """Lines under way."""

    def __init__(self) -> None:
        self.lines = [""]
        self._depth = self._round = 0
        self._last = ""

    def comment(self, text: str) -> None:
        """Write a comment at the end of the line, which it ends."""
        self.lines[-1] += (" " if self.lines[-1].strip() else self._indent()) + text
        self._begin_line()

    def add(self, token: Token, *, is_apart: bool) -> None:
        """Write a token where it belongs."""
        text = token.text
        if text == "}":
            self._depth = max(self._depth - 1, 0)
            self._begin_line()
        elif self._begins_line(token) and self.lines[-1].strip():
            self._begin_line()
        self._write(text, is_apart=is_apart)
        self._round += (text == "(") - (text == ")")
        if text == "{":
            self._depth += 1
        if text in {"{", "}"} or (text == "." and self._depth and not self._round):
            self._begin_line()
        self._last = text

    def _begins_line(self, token: Token) -> bool:
        if token.is_word("BY") or self._round:
            return False
        return token.is_word(*_BEGINNING) and not (
            token.is_word("SELECT") and self._last == "{" and not self.lines[-1].strip()
        )

    def _write(self, text: str, *, is_apart: bool) -> None:
        line = self.lines[-1]
        if not line.strip():
            self.lines[-1] = self._indent() + text
            return
        # Where white space stood between two tokens it may have to stay: ``a -1``, ``a /b``.
        glued = not is_apart and (text in _NO_SPACE_BEFORE or self._last in _NO_SPACE_AFTER)
        if text in (",", ";", ")") or self._last == "(":
            glued = True
        if not is_apart and text not in "{}." and self._last not in ("{", "}", ".", ",", ";"):
            glued = True
        self.lines[-1] += text if glued else f" {text}"

    def _begin_line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")

    def _indent(self) -> str:
        return "  " * self._depth
