"""How well a text names a person: initials, titles, patronymics, forms of given names."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from nrr_graph.wikibase.alignment import CUT, FILLERS, Alignment, cost_of_case, cost_of_slip
from nrr_graph.wikibase.declension import plain_cases
from nrr_graph.wikibase.given_names import given_name, is_nickname
from nrr_graph.wikibase.spelling import Word

SAME_GIVEN, INITIAL, NICKNAME = 1, 2, 3
TITLES, PATRONYMIC, MIDDLE_NAME = 1, 1, 3
#: A name without its first part may be another's; so may one with another initial in its middle.
ONLY_LAST, MIDDLE_INITIAL, GENERATION = 8, 6, 6
#: A surname in another case may be that of a woman, unless the given name is in that case too;
#: so may one with a woman's title.
MAY_BE_A_WOMANS = 5
_PATRONYMICS: Final = ("ovich", "evich", "ovych", "ovna", "evna", "yvna", "ivna")
_TITLE_WORDS: Final = """
mr mrs ms miss dr prof professor sir lord lady hon honourable honorable he excellency his her
gen general col colonel lt lieutenant maj major adm admiral capt captain cmdr commander marshal
president pres vice prime minister premier pm foreign defence defense secretary sec chancellor
ambassador amb envoy representative permanent senator sen congressman spokesman spokeswoman
spokesperson chairman chairwoman chief head director deputy former ex acting mp phd ret
mme monsieur madame président ministre général ambassadeur secrétaire herr frau präsident
minister botschafter bundeskanzler generalsekretär
господин госпожа президент премьер министр посол постпред генерал полковник адмирал генсек
генеральный секретарь глава председатель заместитель зам представитель бывший доктор профессор
иностранных дел обороны канцлер сенатор пан пані міністр голова речник посла госсекретарь
командующий главком советник спикер пресс лидер вице экс speaker leader adviser advisor counsel
"""
TITLE_WORDS: Final = frozenset(form for word in _TITLE_WORDS.split() for form in plain_cases(word))
#: Tells father from son, of whom only one may be meant.
_GENERATIONS: Final = frozenset(
    form
    for word in ("jr", "sr", "junior", "senior", "ii", "iii", "iv", "младший", "старший")
    for form in plain_cases(word)
)
#: Said of women; whether a name is a woman's is not known here.
_OF_WOMEN: Final = frozenset(
    form
    for word in ("mrs", "ms", "miss", "lady", "mme", "madame", "frau", "госпожа", "пані")
    for form in plain_cases(word)
)


def cost_of_words(asked: Word, name: Word, is_alone: bool) -> float | None:
    """Return what the difference of two words costs; nothing if they are no counterparts."""
    if asked.text == name.text:
        return 0
    if asked.is_initial or name.is_initial:
        whole, letter = (name, asked) if asked.is_initial else (asked, name)
        return INITIAL if whole.text.startswith(letter.text) else None
    if asked.is_cut and name.text.startswith(asked.text):
        return CUT
    if len(asked.text) > 2 and given_name(asked.text) == given_name(name.text):
        return SAME_GIVEN
    if is_nickname(asked.text, name.text):
        return NICKNAME
    case = cost_of_case(asked, name)
    return case if case is not None else cost_of_slip(asked, name, is_alone)


def rest(aligned: Alignment, beside: Set[str]) -> float | None:
    """Return what the words without a counterpart cost; nothing if it is another person.

    :param beside: words that may stand beside a title, such as those of offices and states.
    """
    asked, last = aligned.asked, _surname(aligned.name)
    counterpart = {j: i for i, j in aligned.pairs.items()}
    if last not in counterpart or asked[counterpart[last]].is_initial:
        return None
    cost: float = MAY_BE_A_WOMANS if _is_case_of_surname_alone(aligned, counterpart) else 0
    for place in aligned.open_name:
        cost += _cost_of_open(aligned.name, place)
    has_given = 0 in counterpart and last > 0
    left = []
    for word in (asked[place] for place in aligned.open_asked):
        if has_given and (word.is_initial or word.text.endswith(_PATRONYMICS)):
            cost += PATRONYMIC if last == 1 else MIDDLE_INITIAL
        elif word.text in _GENERATIONS:
            cost += GENERATION
        else:
            left.append(word)
    if left and not _are_titles(left, beside):
        return None
    if any(word.text in _OF_WOMEN for word in left) and not has_given:
        cost += MAY_BE_A_WOMANS
    return cost + (TITLES if left else 0)


def _surname(name: Sequence[Word]) -> int:
    """Return the place of the surname: the last word, but for junior and the like."""
    places = [place for place, word in enumerate(name) if word.text not in _GENERATIONS]
    return places[-1] if places else len(name) - 1


def _cost_of_open(name: Sequence[Word], place: int) -> float:
    """Return what it costs that a word of the name is not said."""
    if name[place].text in _GENERATIONS:
        return GENERATION
    if place == 0:
        return ONLY_LAST
    return MIDDLE_INITIAL if name[place].is_initial else MIDDLE_NAME


def _are_titles(left: Sequence[Word], beside: Set[str]) -> bool:
    """Tell whether words are a title or say nothing; an initial may be that of another person."""
    if any(word.is_initial for word in left):
        return False
    texts = [word.text for word in left]
    if all(text in FILLERS for text in texts):
        return True
    has_title = any(text in TITLE_WORDS for text in texts)
    return has_title and all(t in TITLE_WORDS or t in FILLERS or t in beside for t in texts)


def _is_case_of_surname_alone(aligned: Alignment, counterpart: dict[int, int]) -> bool:
    last = _surname(aligned.name)
    in_case = {j for j, i in counterpart.items() if cost_of_case(aligned.asked[i], aligned.name[j])}
    return last in in_case and in_case == {last}
