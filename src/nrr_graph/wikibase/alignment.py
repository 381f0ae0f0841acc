"""How well the words of one name fit those of another, in percent.

A fit above 95 means that nothing speaks against the same name: each word has its counterpart, and
what is left over says nothing (``the``, a title).  Where a word has none, there is no fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from anyascii import anyascii

from nrr_graph.wikibase.spelling import Word, given_name, is_shortened, is_slip

#: What a difference takes off, in percent.  More than 5 is too much for a certain match.
SAME_GIVEN, INITIAL, SLIP, CUT, CONTRACTED, ACRONYM = 1, 2, 3, 3, 4, 4
TITLES, PATRONYMIC, MIDDLE_NAME, FILLER, OTHER_ORDER = 1, 1, 3, 0.5, 6
#: An acronym alone may be that of much else; so may a name without its first part, one with
#: another initial in its middle, or an initial of what is no person.
ACRONYM_ALONE, ONLY_LAST, MIDDLE_INITIAL, INITIAL_OF_THING = 15, 8, 8, 6
#: Shorter words differ by one letter too easily.
_SLIP_FROM, _SLIP_ALONE_FROM = 5, 6
_FILLERS: Final = frozenset(
    (
        *("the", "a", "an", "of", "for", "and", "in", "on", "at", "to", "de", "la", "le", "les"),
        *("du", "des", "d", "l", "et", "der", "die", "das", "und", "von", "i", "v", "na", "po"),
    )
)
_PATRONYMICS: Final = ("ovich", "evich", "ovych", "ovna", "evna", "yvna", "ivna")
_TITLE_WORDS: Final = """
mr mrs ms miss dr prof professor sir lord lady hon honourable honorable he excellency his her
gen general col colonel lt lieutenant maj major adm admiral capt captain cmdr commander marshal
president pres vice prime minister premier pm foreign defence defense secretary sec chancellor
ambassador amb envoy representative permanent senator sen congressman spokesman spokeswoman
spokesperson chairman chairwoman chief head director deputy former ex acting mp phd jr sr ret
mme monsieur madame président ministre général ambassadeur secrétaire herr frau präsident
minister botschafter bundeskanzler generalsekretär
господин госпожа президент премьер министр посол постпред генерал полковник адмирал генсек
генеральный секретарь глава председатель заместитель зам представитель бывший доктор профессор
иностранных дел обороны канцлер сенатор пан пані міністр голова речник посла
"""
TITLE_WORDS: Final = frozenset(
    anyascii(word).lower().replace("'", "") for word in _TITLE_WORDS.split()
)


@dataclass(frozen=True, slots=True)
class _Alignment:
    """Two names, the places of words that are counterparts, and of those that have none."""

    asked: Sequence[Word]
    name: Sequence[Word]
    pairs: Mapping[int, int]

    @property
    def open_asked(self) -> list[int]:
        """Return the places of the words of the query that have no counterpart."""
        return [n for n in range(len(self.asked)) if n not in self.pairs]

    @property
    def open_name(self) -> list[int]:
        """Return the places of the words of the name that have no counterpart."""
        taken = set(self.pairs.values())
        return [n for n in range(len(self.name)) if n not in taken]


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
    pairs, cost = _pairs(asked, name, is_person=is_person)
    aligned = _Alignment(asked, name, pairs)
    rest = _rest_of_person(aligned, beside) if is_person else _rest_of_thing(aligned)
    return 0 if rest is None else max(100 - cost - rest, 0)


def _pairs(
    asked: Sequence[Word], name: Sequence[Word], *, is_person: bool
) -> tuple[dict[int, int], float]:
    """Give each word its best counterpart; return the places, and what the differences cost."""
    is_alone = len(asked) == 1 and len(name) == 1
    cost_of: Callable[..., float | None] = _of_person if is_person else _of_thing
    found = sorted(
        (cost, abs(i - j), i, j)
        for i, one in enumerate(asked)
        for j, other in enumerate(name)
        if (cost := cost_of(one, other, is_alone=is_alone)) is not None
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    total = 0.0
    for cost, _, i, j in found:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
            total += cost
    return pairs, total


def _of_person(asked: Word, name: Word, *, is_alone: bool) -> float | None:
    if asked.text == name.text:
        return 0
    if asked.is_initial or name.is_initial:
        whole, letter = (name, asked) if asked.is_initial else (asked, name)
        return INITIAL if whole.text.startswith(letter.text) else None
    if asked.is_cut and name.text.startswith(asked.text):
        return CUT
    if len(asked.text) > 2 and given_name(asked.text) == given_name(name.text):
        return SAME_GIVEN
    return _of_slip(asked, name, is_alone=is_alone)


def _of_slip(asked: Word, name: Word, *, is_alone: bool) -> float | None:
    """Return what a slip costs.  By another letter a whole name may well become another's."""
    if not is_slip(asked.text, name.text, _SLIP_ALONE_FROM if is_alone else _SLIP_FROM):
        return None
    is_exchanged = sorted(asked.text) != sorted(name.text) and len(asked.text) == len(name.text)
    return ONLY_LAST if is_alone and is_exchanged else SLIP


def _of_thing(asked: Word, name: Word, *, is_alone: bool) -> float | None:
    if asked.text == name.text:
        return 0
    slip = _of_slip(asked, name, is_alone=is_alone)
    if slip is not None or is_alone:
        return slip
    if asked.is_initial and name.text.startswith(asked.text):
        return INITIAL_OF_THING
    for short, whole in ((asked, name), (name, asked)):
        if not short.is_capitals and is_shortened(short.text, whole.text, is_cut=short.is_cut):
            return CUT if short.is_cut else CONTRACTED
    return None


def _rest_of_thing(aligned: _Alignment) -> float | None:
    """Return what the words without a counterpart cost; nothing if they say something."""
    asked, name, pairs = aligned.asked, aligned.name, aligned.pairs
    left_asked, left_name = set(aligned.open_asked), set(aligned.open_name)
    acronyms = _resolve(asked, left_asked, name, left_name)
    acronyms += _resolve(name, left_name, asked, left_asked)
    is_alone = all(asked[i].text in _FILLERS for i in pairs)
    cost: float = acronyms * (ACRONYM_ALONE if is_alone else ACRONYM)
    for words, left in ((asked, left_asked), (name, left_name)):
        if any(words[place].text not in _FILLERS for place in left):
            return None
        cost += FILLER * len(left)
    places = [j for _, j in sorted(pairs.items()) if name[j].text not in _FILLERS]
    return cost + (OTHER_ORDER if places != sorted(places) else 0)


def _resolve(
    short: Sequence[Word], left_short: set[int], words: Sequence[Word], left_words: set[int]
) -> int:
    """Take acronyms and the words that they stand for from what is left; count them."""
    count = 0
    for place in sorted(left_short):
        run = next(_runs(short[place].text, words, sorted(left_words)), None)
        if run:
            left_short.discard(place)
            left_words.difference_update(run)
            count += 1
    return count


def _runs(acronym: str, words: Sequence[Word], open_places: Sequence[int]) -> Iterator[list[int]]:
    """Yield the runs of words that an acronym stands for, small words counted or not."""
    if not 2 <= len(acronym) <= 8:
        return
    for places in (
        list(open_places),
        [place for place in open_places if words[place].text not in _FILLERS],
    ):
        letters = "".join(words[place].text[0] for place in places)
        begin = letters.find(acronym)
        if begin >= 0:
            run = places[begin : begin + len(acronym)]
            yield [n for n in open_places if run[0] <= n <= run[-1]]


def _rest_of_person(aligned: _Alignment, beside: Set[str]) -> float | None:
    """Return what the words without a counterpart cost; nothing if it is another person."""
    asked, last = aligned.asked, len(aligned.name) - 1
    counterpart = {j: i for i, j in aligned.pairs.items()}
    if last not in counterpart or asked[counterpart[last]].is_initial:
        return None
    cost: float = 0
    for place in aligned.open_name:
        is_initial = aligned.name[place].is_initial
        cost += ONLY_LAST if place == 0 else MIDDLE_INITIAL if is_initial else MIDDLE_NAME
    has_given = 0 in counterpart and last > 0
    left = []
    for word in (asked[place] for place in aligned.open_asked):
        if has_given and (word.is_initial or word.text.endswith(_PATRONYMICS)):
            cost += PATRONYMIC if last == 1 else MIDDLE_INITIAL
        else:
            left.append(word)
    if left and not _are_titles(left, beside):
        return None
    return cost + (TITLES if left else 0)


def _are_titles(left: Sequence[Word], beside: Set[str]) -> bool:
    """Tell whether words are a title; an initial is none, since it may be that of another."""
    if any(word.is_initial for word in left):
        return False
    texts = [word.text for word in left]
    has_title = any(text in TITLE_WORDS for text in texts)
    return has_title and all(t in TITLE_WORDS or t in _FILLERS or t in beside for t in texts)
