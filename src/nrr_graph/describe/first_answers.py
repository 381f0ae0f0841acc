"""The answers of the home page: what a stored query returns, put into a sentence.

In a template ``{column}`` stands for what a row has there, ``{on column}`` for a date with its
preposition; what stands between square brackets is left out where the column is not bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Final

from nrr_graph.describe.answers import plain
from nrr_graph.describe.names import Names
from nrr_graph.describe.results import ResultTable
from nrr_graph.describe.views import Value
from nrr_graph.release.wording import on_date


@dataclass(frozen=True)
class Wording:
    """How an answer is worded: what comes before its rows, each row, and what comes after.

    ``without`` is said where no row has a column; ``once`` is worded for each row, and said once
    where several rows come to the same.
    """

    before: str
    row: str
    between: str = ""
    after: str = "."
    without: Sequence[tuple[str, str]] = ()
    once: str = ""


#: The wording of each question of the home page, by language.
WORDINGS: Final[Mapping[str, Mapping[str, Wording]]] = MappingProxyType(
    {
        "creation-of-the-council": {
            "en": Wording(
                "The article says that the NATO–Russia Council was created ",
                "{on date} (sentence {sentence})",
                "; in another sentence, ",
            ),
            "ru": Wording(
                "По статье, Совет Россия — НАТО создан ",
                "{on date} (предложение {sentence})",
                "; в другом предложении — ",
            ),
        },
        "everything-rogozin-said": {
            "en": Wording(
                "In the article, Dmitry Rogozin says: ",
                "“{words}” ([{date}, ][in {place}, ]sentence {sentence})",
                "; ",
                without=[("place", " The article does not say where.")],
                once="[ The source that it cites is “{source}”.]",
            ),
            "ru": Wording(
                "В статье Дмитрий Рогозин говорит: ",
                "«{words}» ([{date}, ][{place}, ]предложение {sentence})",
                "; ",
                without=[("place", " Где это сказано, в статье не указано.")],
                once="[ Источник, на который она ссылается: «{source}».]",
            ),
        },
        "the-suspension-and-its-source": {
            "en": Wording(
                "",
                "The article dates the suspension {date}, but the source that it cites, "
                "“{source}”, was published before that, {on published}",
                "; ",
            ),
            "ru": Wording(
                "",
                "Датой приостановки статья называет {date}, но источник, на который она "
                "ссылается, «{source}», опубликован раньше — {on published}",
                "; ",
            ),
        },
    }
)
_PLACE: Final = re.compile(r"\{(on )?(\w+)\}")
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")


def first_answer(table: ResultTable, names: Names, slug: str, language: str) -> list[Value]:
    """Return the answer to a question of the home page as the parts of a sentence.

    Rows come by their dates, the most exact first.  Nothing is returned for an empty answer.
    """
    wording = WORDINGS[slug][language]
    rows = sorted(_rows(table, names, language), key=lambda row: -len(row.written.get("date", "")))
    if not rows:
        return []
    said = [[*([Value(wording.between)] if n else []), *row.worded(wording.row, language)]
            for n, row in enumerate(rows)]  # fmt: skip
    last = {tuple(row.worded(wording.once, language)): None for row in rows}
    missing = [
        Value(text)
        for column, text in wording.without
        if not any(column in row.named for row in rows)
    ]
    parts = [Value(wording.before), *chain(*said), Value(wording.after), *missing, *chain(*last)]
    return [part for part in parts if part.text]


@dataclass(frozen=True)
class _Row:
    """A row by its columns: as it is written, and as it is shown; what is not bound is left out."""

    written: Mapping[str, str]
    named: Mapping[str, Value]

    def worded(self, template: str, language: str) -> Iterator[Value]:
        """Yield the parts of a sentence: words, and what the columns hold."""

        def kept(optional: re.Match[str]) -> str:
            """Keep what stands in brackets if the row has all that it needs."""
            has_all = all(m[2] in self.named for m in _PLACE.finditer(optional[1]))
            return optional[1] if has_all else ""

        text, position = _OPTIONAL.sub(kept, template), 0
        for place in _PLACE.finditer(text):
            yield Value(text[position : place.start()])
            if place[1]:
                yield Value(on_date(self.written[place[2]], language))
            else:
                yield self.named[place[2]]
            position = place.end()
        yield Value(text[position:])


def _rows(table: ResultTable, names: Names, language: str) -> Iterator[_Row]:
    for row in table.rows:
        bound = {c: term for c, term in zip(table.columns, row, strict=True) if term is not None}
        yield _Row(
            {column: str(term.value) for column, term in bound.items()},
            {column: plain(term, names, language) for column, term in bound.items()},
        )
