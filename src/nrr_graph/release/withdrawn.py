"""Names that were published and are described no more: since when, and why.

The file ``withdrawn.tsv`` beside the data has a line for each; like the register it only grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError, UnreadableData
from nrr_graph.namespaces import ID
from nrr_graph.project import data_folder, display_path

NAME: Final = "withdrawn.tsv"
HEADER: Final = ("name", "since", "why_en", "why_ru")


@dataclass(frozen=True)
class Withdrawn:
    """A name under ``id/``, the day since which nothing is said of it, and why, by language."""

    slug: str
    since: str
    why: Mapping[str, str]


class Vanished(NrrGraphError):
    """Published names are described no more, and nothing says why."""


def read_withdrawn(data: Sequence[Path] = ()) -> dict[str, Withdrawn]:
    """Read what was withdrawn, by slug, from the file beside the data.

    :raises UnreadableData: a line is not as it should be; says which.
    """
    found: dict[str, Withdrawn] = {}
    for path in withdrawn_files(data):
        try:
            head, *lines = path.read_text(encoding="utf-8").splitlines() or [""]
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableData(display_path(path), None, None, str(error)) from error
        if head != "\t".join(HEADER):
            problem = f"expected the heading {' TAB '.join(HEADER)}"
            raise UnreadableData(display_path(path), 1, None, problem)
        for number, line in enumerate(lines, 2):
            one = _withdrawn(path, number, line)
            found[one.slug] = one
    return found


def withdrawn_files(data: Sequence[Path] = ()) -> list[Path]:
    """List the files that tell what was withdrawn from these data: at most one for each folder."""
    found = []
    for path in data or [data_folder()]:
        folder = path if path.is_dir() else path.parent
        near = (folder / NAME, folder.parent / NAME if folder.name == "ttl" else folder / NAME)
        found += [file for file in dict.fromkeys(near) if file.is_file()][:1]
    return found


def require_reasons(former: Iterable[ox.Quad], now: Iterable[ox.Quad], told: Iterable[str]) -> None:
    """Make sure that each name of a former release is described still or withdrawn with a reason.

    :raises Vanished: names them, and says what to write where.
    """
    lost = sorted(slugs_in(former) - slugs_in(now) - set(told))
    if not lost:
        return
    shown = ", ".join(f"id:{slug}" for slug in lost[:10]) + (" …" if len(lost) > 10 else "")
    raise Vanished(
        f"{len(lost)} published names are described no more: {shown}; describe them again, or give "
        f"each a line in {NAME} beside the data: name, day, why in English, why in Russian"
    )


def slugs_in(quads: Iterable[ox.Quad]) -> set[str]:
    """Return the names under ``id/`` of what the quads describe, without parts (``#``)."""
    iris = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return {iri.removeprefix(ID) for iri in iris if iri.startswith(ID) and "#" not in iri}


def _withdrawn(path: Path, number: int, line: str) -> Withdrawn:
    def refuse(problem: str) -> UnreadableData:
        """Make the error of this line."""
        return UnreadableData(display_path(path), number, None, problem)

    parts = line.split("\t")
    if len(parts) != len(HEADER) or not all(part.strip() for part in parts):
        raise refuse(f"expected {len(HEADER)} parts with a tab between them: {', '.join(HEADER)}")
    name, since, english, russian = parts
    if not re.fullmatch(r"id:[\w-]+", name):
        raise refuse(f"expected a name such as id:s01-08-suspension, not {name!r}")
    try:
        date.fromisoformat(since)
    except ValueError:
        raise refuse(f"expected a day such as 2026-11-25, not {since!r}") from None
    return Withdrawn(name.removeprefix("id:"), since, {"en": english, "ru": russian})
