"""How well the words of one name fit those of another, in percent."""

from __future__ import annotations

from collections.abc import Sequence, Set

from nrr_graph.wikibase import person_names, thing_names
from nrr_graph.wikibase.alignment import align
from nrr_graph.wikibase.spelling import Word


def fit(
    asked: Sequence[Word], name: Sequence[Word], *, is_person: bool, beside: Set[str] = frozenset()
) -> float:
    """Return how well two names fit; 0 where a word has no counterpart.

    :param beside: words that may stand beside a title, such as those of offices and states.

    >>> from nrr_graph.wikibase.spelling import words_of
    >>> putin = words_of("Vladimir Putin")
    >>> [fit(words_of(t), putin, is_person=True) for t in ("Putin V.", "A. Putin", "Mr Putin")]
    [98.0, 0, 91.0]
    """
    if not asked or not name:
        return 0
    names = person_names if is_person else thing_names
    aligned = align(asked, name, names.cost_of_words)
    rest = person_names.rest(aligned, beside) if is_person else thing_names.rest(aligned)
    return 0 if rest is None else max(100 - aligned.cost - rest, 0)
