"""What is wrong inside strings and IRIs, which the engine only says to end too early."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nrr_graph.sparql.tokens import Fault, Token, tokens_of

#: A backslash that begins none of the escapes of SPARQL 1.1, sections 19.2 and 19.7.
_WRONG_ESCAPE: Final = re.compile(
    r"(?:[^\\]|\\(?:[\"'\\bfnrt]|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))*+(\\(?:u\w{0,4}|U\w{0,8}|.))",
    re.DOTALL,
)
#: An IRI whose ``//`` tells it from a comparison, up to what it cannot have.
_BROKEN_IRI: Final = re.compile(
    r"<[A-Za-z][A-Za-z0-9+.\-]*+://[^<>\"{}|^`\\\x00-\x20]*+(?=[^<>\n]*+>)([\"{}|^`\\\x00-\x20])"
)
_OUTSIDE_IRIS: Final = re.compile(r"[\"{}|^`\\\x00-\x20]")
_LOST_PLUS: Final = re.compile(
    r"[\"']-?\d{4,}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?( )\d\d:\d\d[\"']"
)


def wrong_escape(tokens: Sequence[Token]) -> Fault | None:
    """Find a backslash in a string that begins no escape."""
    for token in tokens:
        found = _WRONG_ESCAPE.match(token.text) if token.kind == "string" else None
        if found:
            hint = r"Write a backslash as \\, a code point as \u and its four hexadecimal digits."
            return token.start + found.start(1), f"“{found[1]}” is no escape", hint
    return None


def broken_iri(query: str, tokens: Sequence[Token]) -> Fault | None:
    """Find a character that an IRI with ``//`` cannot have."""
    for token in tokens:
        found = _BROKEN_IRI.match(query, token.start) if token.text == "<" else None
        if found:
            return _not_in_iris(found.start(1), found[1])
    return None


def broken_iri_before(query: str, end: int) -> Fault | None:
    """Find a character that the IRI cannot have which ends at an offset."""
    start = query.rfind("<", 0, end)
    if query[start - 1 : start] == "<":  # A triple in angle brackets (SPARQL 1.2), no IRI.
        return None
    found = _OUTSIDE_IRIS.search(query, start + 1, max(end - 1, 0)) if start >= 0 else None
    return _not_in_iris(found.start(), found[0]) if found else None


def _not_in_iris(offset: int, character: str) -> Fault:
    name = {" ": "a blank", "\n": "a line break"}.get(character, f"the character “{character}”")
    return offset, f"an IRI cannot have {name}", "Write it percent-encoded: a blank is %20."


def lost_plus(query: str) -> Fault | None:
    """Find a date whose time zone lost its ``+`` on the way, which means a blank in an address."""
    places = {match.start(): match.start(1) for match in _LOST_PLUS.finditer(query)}
    nothing = Token("mark", "", 0)
    tokens = [nothing, nothing, *tokens_of(query), nothing] if places else []
    for called, before, token, after in zip(
        tokens, tokens[1:], tokens[2:], tokens[3:], strict=False
    ):
        is_cast = before.text == "(" and called.kind in ("iri", "name")
        if token.start in places and token.kind == "string" and (is_cast or after.text == "^"):
            hint = "In the address of a request, write + as %2B."
            return places[token.start], "a date has a blank where its time zone has a +", hint
    return None
