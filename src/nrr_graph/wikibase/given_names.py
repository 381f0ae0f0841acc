"""Given names in several languages, and the short forms by which people go."""

from __future__ import annotations

from typing import Final

from nrr_graph.wikibase.spelling import sound_of

#: Given names that are one name in several languages.
_SAME_GIVEN: Final = (
    ("vladimir", "volodimir", "volodymyr", "wladimir"),
    ("dmitri", "dmitriy", "dmitry", "dimitri", "dmitro", "dmytro", "dmitrij"),
    ("alexander", "aleksandr", "alexandre", "oleksandr", "aleksander", "alexandr"),
    ("sergei", "sergey", "sergiy", "serhiy", "serhii", "serge", "sergej"),
    ("nikolai", "nikolay", "mikola", "mykola", "nicolas"),
    ("mikhail", "mikhaylo", "mykhailo", "michail"),
    ("viktor", "victor", "wiktor"),
    ("igor", "ihor"),
    ("andrei", "andrey", "andriy", "andrii", "andrej"),
    ("anatoly", "anatoliy", "anatolii", "anatoli"),
    ("pyotr", "petr", "petro", "peter"),
    ("evgeny", "evgeniy", "yevgeny", "evgeni", "yevhen"),
    ("yuri", "yuriy", "yury", "iouri", "juri", "yurii"),
)
#: Short forms by which people with these given names go.
_NICKNAMES: Final = {
    "alexander": ("alex", "sandy", "sasha", "alec"),
    "radoslaw": ("radek",),
    "condoleezza": ("condi",),
    "vladimir": ("vlad", "volodya", "vova"),
    "dmitri": ("dima", "mitya"),
    "philip": ("phil",),
    "michael": ("mike", "mick"),
    "andrew": ("andy", "drew"),
    "david": ("dave",),
    "james": ("jim", "jamie"),
    "kathleen": ("kathy", "kate"),
    "angela": ("angie",),
    "ulrich": ("uli", "ulli"),
    "nikolai": ("kolya",),
    "mikhail": ("misha",),
    "sergei": ("seryozha",),
    "anatoly": ("tolya",),
    "evgeny": ("zhenya",),
    "yuri": ("yura",),
    "peter": ("pete",),
    "christopher": ("chris",),
    "george": ("georgie",),
    "robert": ("bob", "rob", "bobby"),
    "william": ("bill", "will", "billy"),
    "richard": ("dick", "rick"),
    "thomas": ("tom",),
    "joseph": ("joe",),
    "elizabeth": ("liz", "beth"),
    "katherine": ("kate", "kathy"),
}
_GIVEN: Final = {name: group[0] for group in _SAME_GIVEN for name in group}


def given_name(text: str) -> str:
    """Return the form of a given name by which its forms in several languages are compared."""
    return _GIVEN.get(text, sound_of(text))


def is_nickname(short: str, whole: str) -> bool:
    """Tell whether a word is a short form of a given name.

    >>> is_nickname("radek", "radoslaw"), is_nickname("alex", "alexei")
    (True, False)
    """
    return any(
        short in forms and given_name(name) == given_name(whole)
        for name, forms in _NICKNAMES.items()
    )
