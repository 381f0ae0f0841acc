"""Names inside of names: the Russian Federation is Russia in the name of its ministry too."""

from __future__ import annotations

from collections.abc import Sequence

from nrr_graph.wikibase.spelling import Word


class Renaming:
    """Puts one name of a thing in place of all its names."""

    def __init__(self, names: Sequence[Sequence[Sequence[Word]]]) -> None:
        """Learn names.

        :param names: for each thing its names as words; the first is put for the others.
        """
        self._first: dict[tuple[str, ...], Sequence[Word]] = {}
        for first, *others in filter(None, names):
            for other in others:
                self._first.setdefault(tuple(word.text for word in other), first)
        self._longest = max(map(len, self._first), default=0)

    def rename(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Return words with the first name for each other one, longest first.

        >>> from nrr_graph.wikibase.spelling import words_of
        >>> renaming = Renaming([[words_of("Russia"), words_of("Russian Federation")]])
        >>> [w.text for w in renaming.rename(words_of("President of the Russian Federation"))]
        ['president', 'of', 'the', 'russia']
        """
        found: list[Word] = []
        place = 0
        while place < len(words):
            for length in range(min(self._longest, len(words) - place), 0, -1):
                key = tuple(word.text for word in words[place : place + length])
                if key in self._first:
                    found += self._first[key]
                    place += length
                    break
            else:
                found.append(words[place])
                place += 1
        return tuple(found)
