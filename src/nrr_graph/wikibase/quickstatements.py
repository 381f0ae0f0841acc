"""Blocks of statements as QuickStatements takes them (Help:QuickStatements, command syntax V1).

A line is a command, its parts are separated by tabs: ``CREATE`` makes an item, ``LAST`` is the one
made last; ``Len`` a label, ``Den`` a description, ``Aen`` an alias in English; then statements with
qualifiers (``P``) and a reference (``S``).  Only one reference: how a second is written differs
between the tool and its like, and a second line of a statement on a new item may become a second
statement.  Nothing else stands there: version 3 takes a line that is only a comment for a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from nrr_graph.release.wikibase.snaks import Json, time_value
from nrr_graph.wikibase.contribution_groups import Block, Contribution, Statement
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.sourcing import Page

LANGUAGES: Final = ("en", "ru")
#: The longest label, description or alias of Wikibase, in characters.
TERM_LENGTH_LIMIT: Final = 250


def as_commands(entities: Entities, blocks: Iterable[Block]) -> str:
    """Write blocks as commands, an empty line between two of them."""
    return "\n".join("".join(_lines(entities, block)) for block in blocks)


def why_nothing(found: Contribution) -> str:
    """Say in one sentence why there are no commands."""
    reasons = "; ".join(f"{count} {reason}" for reason, count in found.left_out.items())
    return f"Nothing to write that Wikidata could take. Statements left out: {reasons or 'none'}."


def _lines(entities: Entities, block: Block) -> Iterator[str]:
    if not block.item:
        yield "CREATE\n"
        yield from _terms(entities.all[block.number])
    pages = _spread(block.statements)
    for statement, page in zip(block.statements, pages, strict=True):
        parts = [block.item or "LAST", *_parts(statement), *_reference(page)]
        yield "\t".join(parts) + "\n"


def _spread(statements: Sequence[Statement]) -> list[Page]:
    """Choose a page for each statement, of as many publishers as can be.

    What has the fewest pages chooses first.
    """
    told: set[str] = set()
    chosen: dict[int, Page] = {}
    for place in sorted(range(len(statements)), key=lambda n: len(statements[n].pages)):
        pages = statements[place].pages
        page = next((page for page in pages if page.independent not in told), pages[0])
        told.add(page.independent)
        chosen[place] = page
    return [chosen[place] for place in range(len(statements))]


def _terms(entity: Json) -> Iterator[str]:
    for letter, name in (("L", "labels"), ("D", "descriptions"), ("A", "aliases")):
        for language in LANGUAGES:
            found = entity[name].get(language, [])
            for text in found if isinstance(found, list) else [found]:
                if len(text["value"]) <= TERM_LENGTH_LIMIT:
                    yield f"LAST\t{letter}{language}\t{_text(text['value'])}\n"


def _parts(statement: Statement) -> Iterator[str]:
    yield from (statement.property, _value(statement.value))
    for property_, value in statement.qualifiers:
        yield from (property_, _value(value))


def _reference(page: Page) -> Iterator[str]:
    yield from ("S854", _text(_escaped(page.address)))
    if page.title and page.title.language:
        yield from ("S1476", f"{page.title.language}:{_text(page.title.value)}")
    for property_, day in (("S577", page.published), ("S813", page.retrieved)):
        written = time_value(day.value, day.datatype.value) if day else None
        if written:
            yield from (property_, _time(written))


def _value(value: Json) -> str:
    """Write a value in the syntax of the tool.

    >>> _value({"type": "time", "value": {"time": "+2009-05-00T00:00:00Z", "precision": 10}})
    '+2009-05-00T00:00:00Z/10'
    """
    kind, content = value["type"], value["value"]
    if kind == "wikibase-entityid":
        return str(content["id"])
    if kind == "time":
        return _time(content)
    if kind == "quantity":
        return str(content["amount"])
    if kind == "monolingualtext":
        return f"{content['language']}:{_text(content['text'])}"
    return _text(str(content))


def _time(value: Json) -> str:
    return f"{value['time']}/{value['precision']}"


def _text(text: str) -> str:
    """Write a text in quotation marks, of which there is no way to write one inside.

    >>> print(_text('"No" to NATO'))
    "'No' to NATO"
    """
    return '"' + " ".join(text.replace('"', "'").split()) + '"'


def _escaped(address: str) -> str:
    return address.replace('"', "%22").replace("|", "%7C")
