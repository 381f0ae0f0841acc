"""Classes of the ontology, narrow and wide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping


def most_specific(classes: Iterable[str], wider: Mapping[str, Collection[str]]) -> list[str]:
    """Leave out each class that another of them is a direct subclass of, and sort the rest.

    :param wider: the direct superclasses of each class.

    Rule ``05-classes`` gives every thing all of its wider classes; a page names the narrow ones.

    >>> most_specific(["Agent", "Entity", "State"], {"State": ["Agent"], "Agent": ["Entity"]})
    ['State']
    """
    listed = set(classes)
    superclasses = {name for one in listed for name in wider.get(one, ())}
    return sorted(listed - superclasses)
