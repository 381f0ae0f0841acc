"""How well a text names what is no person: acronyms, contractions, small words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nrr_graph.wikibase.alignment import CUT, FILLERS, Alignment, cost_of_case, cost_of_slip
from nrr_graph.wikibase.spelling import Word, is_shortened

CONTRACTED, ACRONYM, FILLER, OTHER_ORDER, ARTICLE = 4, 4, 0.5, 6, 6
#: An acronym alone may be that of much else; so may an initial of what is no person.
ACRONYM_ALONE, INITIAL_OF_THING = 15, 6


def cost_of_words(asked: Word, name: Word, is_alone: bool) -> float | None:
    """Return what the difference of two words costs; nothing if they are no counterparts."""
    if asked.text == name.text:
        return 0
    case = cost_of_case(asked, name)
    slip = case if case is not None else cost_of_slip(asked, name, is_alone)
    if slip is not None or is_alone:
        return slip
    if asked.is_initial and name.text.startswith(asked.text):
        return INITIAL_OF_THING
    for short, whole in ((asked, name), (name, asked)):
        if not short.is_capitals and is_shortened(short.text, whole.text, is_cut=short.is_cut):
            return CUT if short.is_cut else CONTRACTED
    return None


def rest(aligned: Alignment) -> float | None:
    """Return what the words without a counterpart cost; nothing if they say something."""
    asked, name, pairs = aligned.asked, aligned.name, aligned.pairs
    left_asked, left_name = set(aligned.open_asked), set(aligned.open_name)
    acronyms = _resolve(asked, left_asked, name, left_name)
    acronyms += _resolve(name, left_name, asked, left_asked)
    is_alone = all(asked[i].text in FILLERS for i in pairs)
    cost: float = acronyms * (ACRONYM_ALONE if is_alone else ACRONYM)
    for words, left in ((asked, left_asked), (name, left_name)):
        if any(words[place].text not in FILLERS for place in left):
            return None
        cost += FILLER * len(left)
    if len(asked) == 1 and left_name:
        cost += ARTICLE  # “Times” may be any of them, “The Times” is one.
    places = [j for _, j in sorted(pairs.items()) if name[j].text not in FILLERS]
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
        [place for place in open_places if words[place].text not in FILLERS],
    ):
        letters = "".join(words[place].text[0] for place in places)
        begin = letters.find(acronym)
        if begin >= 0:
            run = places[begin : begin + len(acronym)]
            yield [n for n in open_places if run[0] <= n <= run[-1]]
