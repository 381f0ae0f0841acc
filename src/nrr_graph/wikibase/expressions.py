"""Find what operators stand between in the expressions of a query, to wrap it in functions.

SPARQL 1.1, section 19.8, rules 110 to 117: what compares binds less than what adds, which binds
less than what multiplies; all of it stands in round brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from nrr_graph.sparql.editing import Edit
from nrr_graph.sparql.tokens import Token

Operation = Literal["compare", "subtract", "add"]
#: Words that end an expression or stand between two.
_ENDING: Final = ("AS", "DISTINCT", "SEPARATOR")
_PAIRED: Final = frozenset(("!=", "<=", ">=", "||", "&&"))
_COMPARING: Final = frozenset(("=", "!=", "<", ">", "<=", ">="))
_BETWEEN: Final = frozenset(("||", "&&", ",", ";"))
#: Functions whose value is a number.
_COUNTING: Final = (
    *("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "COUNT", "SUM", "AVG", "STRLEN"),
    *("ABS", "ROUND", "CEIL", "FLOOR"),
)
#: A minus sign after one of these belongs to a number.
_BEFORE_SIGNS: Final = frozenset("*/!+-=<>")


@dataclass
class _Operator:
    """An operator; ``begin`` and ``end`` are the places of its first token and of the next one.

    ``has_list``: it is IN, and brackets follow with what is compared.
    """

    kind: Operation
    begin: int
    end: int
    has_list: bool = False


@dataclass
class _Bracket:
    """An open bracket, the expression under way in it, and what was found in it so far."""

    opening: str
    is_expression: bool
    begin: int
    is_list: bool = False
    operators: list[_Operator] = field(default_factory=list)
    wraps: list[Edit] = field(default_factory=list)


def wrapped_operands(tokens: Sequence[Token], functions: dict[Operation, str]) -> list[Edit]:
    """Wrap the operands of operators in calls of functions, in linear time.

    :param functions: IRI of the function for each kind of operator; others are left alone.
    """
    found: list[Edit] = []
    opened = [_Bracket("", is_expression=False, begin=0)]
    place = 0
    while place < len(tokens):
        text, bracket = tokens[place].text, opened[-1]
        if text in ("(", "[", "{"):
            before = tokens[place - 1] if place else tokens[place]
            is_expression = before.kind == "word" and not before.is_word("VALUES")
            opened.append(_Bracket(text, is_expression, place + 1, is_list=before.is_word("IN")))
        elif text in (")", "]", "}") and len(opened) > 1:
            _end_expression(tokens, bracket, place, functions)
            found += _close(opened)
        elif bracket.opening == "(":
            place = _read(tokens, bracket, place, functions)
            continue
        place += 1
    return found


def _close(opened: list[_Bracket]) -> list[Edit]:
    """Close a bracket; only the outermost knows whether all of it is an expression."""
    bracket = opened.pop()
    if bracket.opening == "(" and opened[-1].opening == "(":
        opened[-1].wraps += bracket.wraps
        return []
    return bracket.wraps if bracket.is_expression else []


def _read(
    tokens: Sequence[Token], bracket: _Bracket, place: int, functions: dict[Operation, str]
) -> int:
    """Read an operator, or pass over a token; return the place after it."""
    token = tokens[place]
    text = token.text
    if token.kind == "mark" and place + 1 < len(tokens):
        following = tokens[place + 1]
        pair = text + following.text
        text = pair if pair in _PAIRED and following.start == token.start + 1 else text
    end = place + len(text) if token.kind == "mark" else place + 1
    if (token.kind == "mark" and text in _BETWEEN) or token.is_word(*_ENDING):
        _end_expression(tokens, bracket, place, functions)
        bracket.begin = end
        bracket.is_expression = bracket.is_expression or token.is_word("AS")
    elif token.is_word("IN"):
        begin = place - tokens[place - 1].is_word("NOT")
        bracket.operators.append(_Operator("compare", begin, end, has_list=True))
    elif token.kind == "mark" and place > bracket.begin:
        if text in _COMPARING:
            bracket.operators.append(_Operator("compare", place, end))
        elif text in ("+", "-") and tokens[place - 1].text not in _BEFORE_SIGNS:
            kind: Operation = "subtract" if text == "-" else "add"
            bracket.operators.append(_Operator(kind, place, end))
    return end


def _end_expression(
    tokens: Sequence[Token], bracket: _Bracket, end: int, functions: dict[Operation, str]
) -> None:
    """Wrap the operands of the expression that ends before a place."""
    operators, bracket.operators = bracket.operators, []
    for operation, function in functions.items():
        ranges = sorted(set(_operands(operators, operation, bracket.begin, end)))
        if bracket.is_list and operation == "compare":
            ranges = [(bracket.begin, end)]
        if operation == "subtract" and any(
            _is_number(tokens[begin:stop]) for begin, stop in ranges
        ):
            continue
        for begin, stop in ranges:
            if begin < stop:
                last = tokens[stop - 1]
                after = last.start + len(last.text)
                start = tokens[begin].start
                bracket.wraps.append(Edit(start, start, f"<{function}>("))
                bracket.wraps.append(Edit(after, after, ")"))


def _operands(
    operators: Sequence[_Operator], operation: Operation, begin: int, end: int
) -> Iterator[tuple[int, int]]:
    """Yield the places between which the operands of all operators of a kind stand."""
    binding = [o for o in operators if operation != "compare" or o.kind == "compare"]
    for number, operator in enumerate(binding):
        if operator.kind == operation:
            before = binding[number - 1].end if number else begin
            after = binding[number + 1].begin if number + 1 < len(binding) else end
            yield before, operator.begin
            if not operator.has_list:
                yield operator.end, after


def _is_number(tokens: Sequence[Token]) -> bool:
    """Tell whether an operand can only be a number."""
    return bool(tokens) and (tokens[0].kind == "number" or tokens[0].is_word(*_COUNTING))
