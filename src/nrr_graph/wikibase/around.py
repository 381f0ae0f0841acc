"""The services of places, ``wikibase:around`` and ``wikibase:box``, as filters over points.

Wikidata's manual of its query service, "Search by location".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.engine.functions import GEOF
from nrr_graph.engine.geometry import IN_BOX_FUNCTION, point_in
from nrr_graph.release.wikibase.rdf_values import WIKIBASE
from nrr_graph.sparql.editing import Edit
from nrr_graph.sparql.explain import fault_at
from nrr_graph.sparql.tokens import Token
from nrr_graph.wikibase.prefixes import iri_of

AROUND: Final = WIKIBASE + "around"
BOX: Final = WIKIBASE + "box"
_PARAMETER: Final = "http://www.bigdata.com/rdf#serviceParam"
#: What names the corners of a box: the western one, then the eastern one.
_CORNERS: Final = (
    ("cornerSouthWest", "cornerNorthEast"),
    ("cornerNorthWest", "cornerSouthEast"),
    ("cornerWest", "cornerEast"),
)
_KNOWN: Final = frozenset(
    ("center", "radius", "distance", "globe", *(corner for pair in _CORNERS for corner in pair))
)
_EARTH: Final = "Q2"


@dataclass(frozen=True)
class _Block:
    """A service of places: its tokens, the variable of the points, and its parameters."""

    query: str
    service: Token
    location: str
    parameters: Mapping[str, Sequence[Token]]

    def text_of(self, name: str) -> str:
        """Return a parameter as it is written."""
        tokens = self.parameters[name]
        last = tokens[-1]
        return self.query[tokens[0].start : last.start + len(last.text)]


def place_service(
    query: str,
    tokens: Sequence[Token],
    extent: tuple[int, int, int],
    prefixes: Mapping[str, str],
    known: Collection[str],
) -> tuple[list[Edit], str]:
    """Word a service of places as a group with filters.

    :param extent: the places of SERVICE, of its opening and of its closing brace.
    :param known: the variables that stand before it.
    :returns: the edits, and what must stand at the end of the group around the service.
    :raises MalformedQuery: a parameter is missing or wrong.
    """
    begin, opening, closing = extent
    service = tokens[begin]
    edits = [Edit(service.start, tokens[opening].start, "")]
    parameters, pattern = dict[str, Sequence[Token]](), list[Token]()
    for statement in _statements(tokens[opening + 1 : closing]):
        if iri_of(statement[0], prefixes) == _PARAMETER:
            edits.append(Edit(statement[0].start, _end(statement[-1]), ""))
            said = [token for token in statement[1:] if token.text != "."]
            parameters |= _parameters(query, said, prefixes)
        else:
            pattern += [token for token in statement if token.text != "."]
    location = _location(query, service, pattern)
    block = _Block(query, service, location, parameters)
    is_box = any(corner in parameters for pair in _CORNERS for corner in pair)
    condition, late = (_in_box(block), "") if is_box else _around(block, known, prefixes)
    end = _end(tokens[closing])
    return [*edits, Edit(end, end, f" FILTER({condition})" if is_box else condition)], late


def _around(block: _Block, known: Collection[str], prefixes: Mapping[str, str]) -> tuple[str, str]:
    """Word the search around a centre: what stands at once, and what at the end of the group."""
    _require(block, ("center", "radius"))
    _require_point(block, "center")
    globe = block.parameters.get("globe")
    if globe and not iri_of(globe[0], prefixes).endswith(f"/{_EARTH}"):
        raise _fault(block, "globe", "all points here are on the earth", "Leave the globe out.")
    reckoned = f"<{GEOF}distance>({block.location}, {block.text_of('center')})"
    condition = f" FILTER({reckoned} <= {_radius(block)})"
    if "distance" not in block.parameters:
        return condition, ""
    bound = f" BIND({reckoned} AS {block.text_of('distance')}) "
    centre = block.parameters["center"][0]
    is_known = centre.kind != "variable" or centre.text in known
    return (condition + bound, "") if is_known else (condition, bound)


def _in_box(block: _Block) -> str:
    """Word the search in a box."""
    corners = next((p for p in _CORNERS if p[0] in block.parameters), _CORNERS[0])
    _require(block, corners)
    for corner in corners:
        _require_point(block, corner)
    west, east = map(block.text_of, corners)
    return f"<{IN_BOX_FUNCTION}>({block.location}, {west}, {east})"


def _statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens up to each full stop, with it."""
    statement: list[Token] = []
    for token in tokens:
        statement.append(token)
        if token.text == ".":
            yield statement
            statement = []
    if statement:
        yield statement


def _parameters(
    query: str, tokens: Sequence[Token], prefixes: Mapping[str, str]
) -> dict[str, Sequence[Token]]:
    """Return what is said of the service, by the local names of the properties."""
    found: dict[str, Sequence[Token]] = {}
    ends = [n for n, token in enumerate(tokens) if token.text == ";"]
    for begin, end in zip([0, *(n + 1 for n in ends)], [*ends, len(tokens)], strict=True):
        if begin == end:
            continue
        name = iri_of(tokens[begin], prefixes).removeprefix(WIKIBASE)
        if name not in _KNOWN or begin + 1 == end:
            known = ", ".join(f"wikibase:{name}" for name in sorted(_KNOWN))
            problem = f"“{tokens[begin].text}” is no parameter of this service"
            raise fault_at(query, (tokens[begin].start, problem, f"It has: {known}."))
        found[name] = tokens[begin + 1 : end]
    return found


def _location(query: str, service: Token, pattern: Sequence[Token]) -> str:
    if len(pattern) < 3 or pattern[-1].kind != "variable":
        problem = "this service needs one pattern that ends with the variable of the points"
        raise fault_at(query, (service.start, problem, "Write ?place wdt:P625 ?location ."))
    return pattern[-1].text


def _radius(block: _Block) -> str:
    tokens = block.parameters["radius"]
    if tokens[0].kind == "variable":
        return f"<http://www.w3.org/2001/XMLSchema#double>(STR({tokens[0].text}))"
    written = tokens[0].text.strip("\"'")
    try:
        is_length = float(written) >= 0
    except ValueError:
        is_length = False
    if not is_length:
        raise _fault(block, "radius", f"“{written}” is no length", "Give kilometres, as “100”.")
    return repr(float(written))


def _require(block: _Block, names: Sequence[str]) -> None:
    for name in names:
        if name not in block.parameters:
            problem = f"this service lacks wikibase:{name}"
            hint = f"Write bd:serviceParam wikibase:{name} and its value in the block."
            raise fault_at(block.query, (block.service.start, problem, hint))


def _require_point(block: _Block, name: str) -> None:
    token = block.parameters[name][0]
    written = token.text.strip("\"'")
    if token.kind == "string" and point_in(written) is None:
        hint = "Write longitude, then latitude: “Point(4.35 50.85)”^^geo:wktLiteral."
        raise _fault(block, name, f"“{written}” is no point", hint)


def _fault(block: _Block, name: str, problem: str, hint: str) -> Exception:
    return fault_at(block.query, (block.parameters[name][0].start, problem, hint))


def _end(token: Token) -> int:
    return token.start + len(token.text)
