"""Draw query results: bars, a line of time, marks on a map, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from types import MappingProxyType
from typing import Final

from nrr_graph.describe.date_bounds import as_bound
from nrr_graph.describe.names import Names
from nrr_graph.describe.places import Position, Spot, in_order, position_of
from nrr_graph.describe.results import ResultTable, Row, is_iri, is_number
from nrr_graph.describe.timeline import Moment
from nrr_graph.describe.timescale import Timescale, lay_out
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import shorten
from nrr_graph.release.dates import bounds, is_moment
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.release.wikibase.rdf_values import ENTITY
from nrr_graph.release.wording import spell_date
from nrr_graph.terms import Term

BARS_LIMIT: Final = 40
MOMENTS_LIMIT: Final = 300
LINKS_LIMIT: Final = 80
_WIDTH: Final = 960.0
_NO_BOUNDS: Final[Mapping[str, bool]] = MappingProxyType({})
#: The height of a row of nodes: what is lower cannot be hit (WCAG 2.2, 2.5.8).
_ROW: Final = 26.0


@dataclass(frozen=True)
class Bar:
    """A number with what it counts; ``share`` is its part of the largest, from 0 to 1."""

    label: Value
    number: float
    share: float


@dataclass(frozen=True)
class Dot:
    """A node of a drawn graph; its name stands on the side on which it lies."""

    node: Value
    x: float
    y: float
    is_right: bool


@dataclass(frozen=True)
class Web:
    """A drawn graph: nodes on an ellipse, and the pairs that rows link."""

    dots: Sequence[Dot]
    links: Sequence[tuple[Dot, Dot]]
    left_out: int
    height: float
    width: float = _WIDTH


def bars(table: ResultTable, names: Names, language: str) -> list[Bar]:
    """Draw the first column of numbers against the first other one."""
    column = table.columns_of(is_number)[0]
    beside = next(n for n in range(len(table.columns)) if n != column)
    rows = [row for row in table.rows if is_number(row[column])][:BARS_LIMIT]
    numbers = [float(str(_value(row[column]))) for row in rows]
    largest = max((abs(number) for number in numbers), default=0) or 1
    return [
        Bar(_shown(table, row, beside, names, language), number, abs(number) / largest)
        for row, number in zip(rows, numbers, strict=True)
    ]


def time_of(
    table: ResultTable, names: Names, language: str, bound: Mapping[str, bool] = _NO_BOUNDS
) -> tuple[list[Moment], Timescale]:
    """Draw the first column of dates, each with the first other thing that its row names.

    :param bound: columns that hold the first or the last possible day; it is drawn as no known day.
    """
    column = table.columns_of(is_moment)[0]
    things = [n for n in table.columns_of(is_iri) if n != column]
    others = [n for n in range(len(table.columns)) if n != column]
    beside = next(iter([*things, *others]), column)
    found = []
    for row in table.rows[:MOMENTS_LIMIT]:
        if moment := _moment(row[column], _shown(table, row, beside, names, language), language):
            is_first = bound.get(table.columns[column])
            if is_first is not None:
                told = as_bound(moment.date_text, language, is_first=is_first)
                moment = replace(moment, is_bound=True, date_text=told)
            found.append(moment)
    found.sort(key=lambda moment: moment.earliest)
    first = min((m.earliest.year for m in found), default=1991)
    last = max((m.latest.year for m in found), default=first)
    return found, lay_out(found, date(first, 1, 1), date(last, 12, 31))


def spots_of(
    table: ResultTable, names: Names, known: Mapping[str, Position], language: str
) -> list[Spot]:
    """Mark each place that the results name, with what else its rows hold.

    A column of points is named by the first column of things beside it.
    """
    column = table.columns_of(lambda term: position_of(term, known) is not None)[0]
    things = [n for n in table.columns_of(is_iri) if n != column]
    is_point = column not in table.columns_of(is_iri)
    place = things.pop(0) if is_point and things else column
    beside = next(iter(things), place)
    found: dict[tuple[Position, object], tuple[Value, dict[Value, None]]] = {}
    for row in table.rows:
        if position := position_of(row[column], known):
            named = _shown(table, row, place, names, language)
            _place, told = found.setdefault((position, _value(row[place])), (named, {}))
            told[_shown(table, row, beside, names, language)] = None
    return in_order(
        Spot(named, position, list(told)) for (position, _), (named, told) in found.items()
    )


def web_of(table: ResultTable, names: Names, language: str) -> Web:
    """Link what the first two columns of IRIs hold."""
    left, right = table.columns_of(is_iri)[:2]
    pairs = list(
        dict.fromkeys(
            (str(_value(row[left])), str(_value(row[right])))
            for row in table.rows
            if is_iri(row[left]) and is_iri(row[right])
        )
    )
    drawn = pairs[:LINKS_LIMIT]
    called = {
        str(_value(row[column])): _shown(table, row, column, names, language)
        for row in table.rows
        for column in (left, right)
    }
    nodes = list(dict.fromkeys(iri for pair in drawn for iri in pair))
    dots = dict(zip(nodes, _dots([called[iri] for iri in nodes]), strict=True))
    links = [(dots[one], dots[other]) for one, other in drawn]
    height = max((dot.y for dot in dots.values()), default=0) + _ROW
    return Web(list(dots.values()), links, len(pairs) - len(drawn), height)


def _dots(nodes: Sequence[Value]) -> list[Dot]:
    """Put nodes on an ellipse, half on each side, each in a row of its own."""
    rows = (len(nodes) + 1) // 2
    middle, reach = _WIDTH / 2, max(rows * _ROW / 2, _ROW)
    dots = []
    for number, node in enumerate(nodes):
        is_right = number < rows
        row = number if is_right else len(nodes) - 1 - number
        y = (row + 0.5) * _ROW
        across = sqrt(max(1 - ((y - reach) / reach) ** 2, 0)) * _WIDTH * 0.16
        x = middle + (across + _ROW) * (1 if is_right else -1)
        dots.append(Dot(node, round(x, 1), round(y, 1), is_right))
    return dots


def _moment(term: Term | None, label: Value, language: str) -> Moment | None:
    if not is_moment(term):
        return None
    text = str(_value(term)).partition("T")[0]
    try:
        earliest, latest = bounds(text)
    except ValueError:
        return None
    first, last = earliest or latest, latest or earliest
    if first is None or last is None:
        return None
    return Moment(
        iri=label.iri,
        label=label,
        kind=Value(""),
        earliest=first,
        latest=last,
        end=None,
        date_text=spell_date(text, language),
        actors=frozenset(),
        voice="",
        is_finding=False,
        has_issue=False,
    )


def _shown(table: ResultTable, row: Row, column: int, names: Names, language: str) -> Value:
    """Show a cell by its name: known here, or in the column beside it that is called so."""
    term = row[column]
    if not is_iri(term):
        return Value(str(_value(term)))
    iri, beside = str(_value(term)), f"{table.columns[column]}Label"
    if beside in table.columns and row[table.columns.index(beside)] is not None:
        return Value(str(_value(row[table.columns.index(beside)])), "", iri)
    # An entity is called as the thing that it stands for, else by its number.
    number = iri.removeprefix(ENTITY)
    thing = numbers().by_number.get(number, iri) if number != iri else iri
    if names.of(thing).labels:
        return replace(names.value(thing, language), iri=iri)
    return Value(number if number != iri else shorten(iri).strip("<>"), "", iri)


def _value(term: Term | None) -> object:
    return "" if term is None else term.value
