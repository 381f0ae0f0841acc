"""Spellings of one name: abbreviated, with initials, in another script, with a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyascii import anyascii
from rapidfuzz.distance import OSA

from nrr_graph.describe.folding import LENGTH_LIMIT

#: Words of one name that are looked at; the rest is left away.
WORDS_LIMIT: Final = 24
#: What is cut into words: letters and digits, apostrophes inside, and a full stop after them.
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*\.?")
#: A prefix that some write with a hyphen, as in co-operation.
_PREFIX: Final = re.compile(r"\b(co|re|non)-(?=\w{3})", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"['’]s$")
_MISTER: Final = re.compile(r"\b[гГ](?:-|осподи)(?:н|жа)\b\.?")
_BRACKETED: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_CYRILLIC: Final = re.compile(r"[а-яё]{3,}", re.IGNORECASE)
_NOT_PLAIN: Final = re.compile(r"[^0-9a-z]+")
WITHOUT_BRACKETS_WORTH: Final = 0.98
_IN_BRACKETS_WORTH: Final = 0.8
#: Ways to write one sound of a Slavic name in Latin letters, longest first.
_SOUNDS: Final = (
    *(("shch", "sh"), ("schtsch", "sh"), ("chtch", "sh"), ("tsch", "ch"), ("tch", "ch")),
    *(("sch", "sh"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("ks", "x"), ("ou", "u"), ("w", "v")),
    *(("yu", "u"), ("ju", "u"), ("iu", "u"), ("ya", "a"), ("ja", "a"), ("ia", "a")),
    *(("ye", "e"), ("je", "e"), ("ie", "e"), ("yo", "o"), ("jo", "o"), ("io", "o")),
)
_UMLAUTS: Final = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "å": "aa",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Ø": "Oe",
    }
)
_DOUBLED: Final = re.compile(r"([a-z])\1+")
_LAST_E: Final = re.compile(r"(?<=[^aeiou])e$")
_LAST_I: Final = re.compile(r"[eaou]?[ijy]+$")
_LAST_F: Final = re.compile(r"(?<=[eo])f$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name, in plain Latin letters.

    ``is_initial``: one letter stands for the word; ``is_cut``: a full stop says that the rest is
    left away; ``is_capitals``: it is written in capitals, as acronyms are; ``cyrillic``: how it is
    written, if in Cyrillic, in small letters.
    """

    text: str
    is_initial: bool = False
    is_cut: bool = False
    is_capitals: bool = False
    cyrillic: str = ""

    @property
    def sound(self) -> str:
        """What it sounds like."""
        return sound_of(self.text)


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[Word, ...]:
    """Cut a name into words.

    >>> [w.text for w in words_of("Путин, В. В.")], [w.is_cut for w in words_of("Russian Fed.")]
    (['putin', 'v', 'v'], [False, True])
    """
    found = []
    plain_text = _MISTER.sub(" господин ", _PREFIX.sub(r"\1", text[:LENGTH_LIMIT]))
    for written in _WORD.findall(plain_text)[:WORDS_LIMIT]:
        bare = _POSSESSIVE.sub("", written.rstrip("."))
        plain = _NOT_PLAIN.sub("", anyascii(bare).lower())
        if plain:
            is_initial = len(bare) == 1 and bare.isalpha() and bare.isupper()
            is_cut = written.endswith(".") and not is_initial
            is_capitals = bare.isupper() and not is_initial
            cyrillic = bare.lower().replace("ё", "е") if _CYRILLIC.fullmatch(bare) else ""
            found.append(Word(plain, is_initial, is_cut, is_capitals, cyrillic))
    return tuple(found)


def without_umlauts(text: str) -> str:
    """Write a name as it is written where a keyboard has no umlauts.

    >>> without_umlauts("Rühe"), without_umlauts("Løkke")
    ('Ruehe', 'Loekke')
    """
    return text.translate(_UMLAUTS)


def readings(text: str) -> Iterator[tuple[tuple[Word, ...], float]]:
    """Yield the ways to read what somebody wrote, the plain one first, each with its worth.

    ``N.A.T.O.`` may be one acronym.  What stands in brackets may be left away; that it is the name
    itself is less likely.

    >>> [[w.text for w in words] for words, _ in readings("U.S. Navy")]
    [['u', 's', 'navy'], ['us', 'navy']]
    """
    parts = [(text, 1.0)]
    if bracketed := in_brackets(text):
        parts.append((_BRACKETED.sub(" ", text), WITHOUT_BRACKETS_WORTH))
        parts += [(part, _IN_BRACKETS_WORTH) for part in bracketed[:3]]
    seen = set()
    for part, worth in parts:
        words = words_of(part)
        for reading in (words, _joined(words)):
            if reading and reading not in seen:
                seen.add(reading)
                yield reading, worth


def in_brackets(text: str) -> list[str]:
    """Return what stands in brackets, in the order in which it stands.

    >>> in_brackets("Georgia (U.S. state)")
    ['U.S. state']
    """
    return [part[1:-1] for part in _BRACKETED.findall(text)]


def _joined(words: Sequence[Word]) -> tuple[Word, ...]:
    """Make one acronym of each run of initials."""
    found: list[Word] = []
    run = ""
    for word in (*words, Word("")):
        if word.is_initial:
            run += word.text
            continue
        if run:
            found.append(Word(run, is_initial=len(run) == 1, is_capitals=True))
            run = ""
        found.append(word)
    return tuple(found[:-1])


@lru_cache(maxsize=20_000)
def sound_of(text: str) -> str:
    """Return what different ways to write a Slavic name in Latin letters have in common.

    >>> sound_of("poutine") == sound_of("putin"), sound_of("lawrow") == sound_of("lavrov")
    (True, True)
    >>> sound_of("georgia") == sound_of("george")
    False
    """
    for written, sound in _SOUNDS:
        text = text.replace(written, sound)
    text = _DOUBLED.sub(r"\1", text)
    text = _LAST_F.sub("v", _LAST_I.sub("i", _LAST_E.sub("", text)))
    return text[:1] + text[1:].replace("y", "i").replace("j", "i")


def is_slip(one: str, other: str, shortest: int) -> bool:
    """Tell whether two words differ by a slip of the pen: one letter, neither first nor last.

    Digits are never slips: 2008 is not 2009.  Endings are not either: Russian is not Russia.

    >>> is_slip("stoltenburg", "stoltenberg", 5), is_slip("russia", "russian", 5)
    (True, False)
    """
    if min(len(one), len(other)) < shortest or one[0] != other[0] or one[-1] != other[-1]:
        return False
    if any(letter.isdigit() for letter in one + other):
        return False
    return bool(OSA.distance(one, other, score_cutoff=1) == 1)


def is_shortened(short: str, whole: str, *, is_cut: bool) -> bool:
    """Tell whether a word is a shorter way to write another, such as Fed. or Dept.

    >>> is_shortened("fed", "federation", is_cut=True)
    True
    >>> is_shortened("dept", "department", is_cut=False)
    True
    """
    if len(short) < 3 or len(short) >= len(whole):
        return False
    if is_cut and whole.startswith(short):
        return True
    letters = iter(whole)
    is_contained = all(letter in letters for letter in short)
    return is_contained and short[0] == whole[0] and short[-1] == whole[-1] and len(short) < 6
