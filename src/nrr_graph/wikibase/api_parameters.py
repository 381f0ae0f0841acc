"""One call of the MediaWiki action API: its parameters, and what is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from nrr_graph.errors import NrrGraphError
from nrr_graph.whole_numbers import whole_number
from nrr_graph.wikibase.entities import Entities

#: Entities in one call, and hits of one search.
IDS_LIMIT: Final = 50
#: Characters of a value that an error repeats.
_REPEATED: Final = 40


@dataclass
class ApiError(NrrGraphError):
    """An error in the API's own form."""

    code: str
    info: str


@dataclass
class Call:
    """One call: what is asked for, and what is to be warned of, by the module that warns.

    ``root`` is the absolute address of the site, without a slash at its end.
    """

    entities: Entities
    parameters: Mapping[str, str]
    root: str
    warnings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def get(self, name: str, default: str = "") -> str:
        """Return a parameter as it was sent."""
        return self.parameters.get(name, default)

    def values(self, name: str) -> list[str]:
        """Split a value at its bars; a first character U+001F says that it splits them instead.

        :raises ApiError: there are too many.
        """
        text = self.get(name)
        parts = text[1:].split("\x1f") if text.startswith("\x1f") else text.split("|")
        found = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if len(found) > IDS_LIMIT:
            info = f'Too many values supplied for parameter "{name}". The limit is {IDS_LIMIT}.'
            raise ApiError("toomanyvalues", info)
        return found

    def known_values(self, module: str, name: str, known: Collection[str]) -> list[str]:
        """Return the values that are known, and warn of the others."""
        found = self.values(name)
        others = [value[:_REPEATED] for value in found if value not in known]
        if others:
            s = "s" if len(others) > 1 else ""
            text = f'Unrecognized value{s} for parameter "{name}": {", ".join(others)}'
            self.warnings[module].append(text)
        return [value for value in found if value in known]

    def one_of(self, name: str, known: Collection[str], default: str) -> str:
        """Return a value that must be known.

        :raises ApiError: it is not.
        """
        value = self.get(name, default)
        if value not in known:
            info = f'Unrecognized value for parameter "{name}": {value[:_REPEATED]}.'
            raise ApiError("badvalue", f"{info} This read-only API knows: {', '.join(known)}")
        return value

    def number(self, module: str, name: str, default: int, limit: int | None = None) -> int:
        """Return a whole number; outside of 1 and a limit, the nearer one, with a warning.

        :raises ApiError: it is none.
        """
        text = self.get(name)
        if not text:
            return default
        if text == "max" and limit:
            return limit
        number = whole_number(text)
        if number is None:
            shown = text[:_REPEATED]
            info = (
                f'Invalid value "{shown}" for integer parameter "{name}": a whole number is wanted.'
            )
            raise ApiError("badinteger", info)
        if limit and not 1 <= number <= limit:
            text = f'The value "{number}" for parameter "{name}" must be between 1 and {limit}.'
            self.warnings[module].append(text)
            return min(max(number, 1), limit)
        return number
