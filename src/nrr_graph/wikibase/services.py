"""The services that a query of the Wikidata kind may call: of labels, and of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from nrr_graph.errors import NrrGraphError, RefusedQuery
from nrr_graph.release.wikibase.rdf_values import WIKIBASE
from nrr_graph.sparql.editing import Edit
from nrr_graph.sparql.explain import fault_at
from nrr_graph.sparql.guard import CHAIN_LIMIT
from nrr_graph.sparql.tokens import Token
from nrr_graph.wikibase.around import AROUND, BOX, place_service
from nrr_graph.wikibase.groups import Groups
from nrr_graph.wikibase.label_service import (
    Asked,
    automatic_names,
    binds,
    language_list,
    manual_names,
    without_own_names,
)
from nrr_graph.wikibase.prefixes import declarations, iri_of

_LABEL: Final = WIKIBASE + "label"
_KNOWN: Final = (_LABEL, AROUND, BOX)
#: More names only cost time; the guard would refuse so many clauses anyway.
CALLS_LIMIT: Final = CHAIN_LIMIT


def service_edits(
    query: str, tokens: Sequence[Token], prefixes: Mapping[str, str], languages: Sequence[str]
) -> list[Edit]:
    """Word all services of a query as standard SPARQL.

    :raises RefusedQuery: another service is called, or more labels than :data:`CALLS_LIMIT`.
    :raises MalformedQuery: a service lacks something, or a prefix for it is wrong.
    """
    groups, end = Groups(tokens), 0
    labels = _Labels(tokens, groups, prefixes, languages)
    edits: list[Edit] = []
    blocks: list[tuple[int, int, int]] = []
    known: set[str] = set()
    for place, token in enumerate(tokens):
        if token.kind == "variable":
            known.add(token.text)
        if place < end or not token.is_word("SERVICE"):
            continue
        service, opening = _called(query, tokens, place, prefixes)
        end = groups.closing_of(opening)
        extent = (place, opening, end)
        if service == _LABEL:
            blocks.append(extent)
            continue
        made, late = place_service(query, tokens, extent, prefixes, known)
        closing = tokens[groups.range_around(place)[1]].start
        edits += [*made, Edit(closing, closing, late)]
    # What is bound in an inner group is bound in those around it.
    for extent in sorted(blocks, key=lambda block: groups.range_around(block[0])[1]):
        edits += labels.edits(extent)
    return edits


class _Labels:
    """The label services of a query; ``_given`` are the names that they give in which groups."""

    def __init__(
        self,
        tokens: Sequence[Token],
        groups: Groups,
        prefixes: Mapping[str, str],
        languages: Sequence[str],
    ) -> None:
        self._tokens, self._groups = tokens, groups
        self._prefixes, self._languages = prefixes, languages
        self._given: list[tuple[int, int, str]] = []
        self._called = 0

    def edits(self, extent: tuple[int, int, int]) -> list[Edit]:
        """Put calls of a function at the end of a group in place of a label service.

        :param extent: the places of SERVICE, of its opening and of its closing brace.
        """
        place, opening, end = extent
        inside = self._tokens[opening + 1 : end]
        first, last = self._groups.range_around(place)
        asked = manual_names(inside, self._prefixes) or self._automatic(place, inside)
        self._called += len(asked)
        if self._called > CALLS_LIMIT:
            raise RefusedQuery(f"the label service would give more than {CALLS_LIMIT} names")
        given = {name for b, e, name in self._given if first <= b and e <= last} if asked else set()
        asked = [one for one in asked if one[2] not in given]
        self._given += [(first, last, name) for _variable, _what, name in asked]
        closing, stop = self._tokens[last].start, _after_dot(self._tokens, end)
        calls = binds(asked, language_list(inside, self._prefixes, self._languages))
        return [Edit(self._tokens[place].start, stop, " "), Edit(closing, closing, calls)]

    def _automatic(self, place: int, inside: Sequence[Token]) -> Sequence[Asked]:
        """Return what the names of variables ask for that nothing else binds."""
        scope = self._groups.scope_of(place)
        found = [one for one in automatic_names(scope.counts) if one[2] not in scope.bound]
        return without_own_names(found, inside, scope.counts)


def _called(
    query: str, tokens: Sequence[Token], place: int, prefixes: Mapping[str, str]
) -> tuple[str, int]:
    """Return the IRI of the service that is called, and the place of the brace after it."""
    after = tokens[place + 1 : place + 4]
    is_silent = bool(after) and after[0].is_word("SILENT")
    names = after[is_silent : is_silent + 2]
    service = iri_of(names[0], prefixes) if names else ""
    if len(names) == 2 and service in _KNOWN and names[1].text == "{":
        return service, place + is_silent + 2
    if names and (meant := _meant(service)):
        raise _wrong_namespace(query, tokens, names[0], meant)
    raise RefusedQuery(
        "of all services only wikibase:label, wikibase:around and wikibase:box are known here: "
        "this server opens no connection to others"
    )


def _meant(service: str) -> str:
    """Return the service that was meant, if it is named in a namespace that looks like it."""
    if service in _KNOWN or not ("wikiba.se" in service or "wikidata.org" in service):
        return ""
    local = service.rpartition("#")[2].rpartition("/")[2]
    return next((known for known in _KNOWN if known == WIKIBASE + local), "")


def _wrong_namespace(query: str, tokens: Sequence[Token], name: Token, meant: str) -> NrrGraphError:
    """Make the error that names the IRI which a prefix should have, where it is declared."""
    prefix = name.text.partition(":")[0] if name.kind == "name" else ""
    declared = declarations(tokens).get(prefix)
    written, at = declared or (name.text[1:-1], name)
    right = WIKIBASE if declared else meant
    problem = f"the services of Wikidata are not at “{written}” but at “{right}”"
    return fault_at(query, (at.start, problem, f"Write <{right}>, or leave the PREFIX line out."))


def _after_dot(tokens: Sequence[Token], place: int) -> int:
    """Return the offset after a token, and after a full stop that follows it."""
    following = tokens[place + 1 : place + 2]
    last = following[0] if following and following[0].text == "." else tokens[place]
    return last.start + len(last.text)
