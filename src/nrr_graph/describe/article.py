"""The article: how readers find it, and its text, where whoever runs the server has that.

The text is no part of the project.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nrr_graph.describe.evidence import title_of
from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.statements import properties_of
from nrr_graph.describe.views import Value
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import NRR

#: A text longer than this is not the article.
SIZE_LIMIT_BYTES: Final = 5_000_000


@dataclass(frozen=True)
class Quoted:
    """A passage with what stands before and after it in its paragraph."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True)
class Article:
    """The article's text, in which passages are found by their offsets in code points."""

    text: str

    def quote(self, pieces: list[tuple[int, int]], sha256: str) -> Quoted | None:
        """Return a passage, or nothing if the text between the offsets is not what it should be.

        :param pieces: begin and end of each piece; more than one where the article shuffles lines.

        >>> digest = hashlib.sha256(b"Two").hexdigest()
        >>> Article("One. Two. Three.").quote([(5, 8)], digest)
        Quoted(before='One. ', marked='Two', after='. Three.')
        >>> Article("Something else.").quote([(5, 8)], digest) is None
        True
        """
        marked = "".join(self.text[begin:end] for begin, end in pieces)
        if hashlib.sha256(marked.encode()).hexdigest() != sha256:
            return None
        if len(pieces) > 1:
            return Quoted("", marked, "")
        ((begin, end),) = pieces
        start = self.text.rfind("\n\n", 0, begin) + 1
        stop = self.text.find("\n\n", end)
        after = self.text[end : stop if stop >= 0 else None]
        return Quoted(self.text[start:begin].lstrip(), marked, after.rstrip())


@dataclass(frozen=True)
class Edition:
    """What a reader needs to find the article: its title, its publisher, the publisher's number."""

    title: Value
    publisher: Value | None
    identifier: str
    address: str


def edition_of(reader: Reader, names: Names, article: str, language: str) -> Edition:
    """Return how the article can be found, as far as the data tell.

    :param article: the IRI of the article.
    """
    own = properties_of(reader, [article])[article]
    titles = [title_of(term, language) for term in own.get(NRR + "title", ())]
    publishers = names.values((str(t.value) for t in own.get(NRR + "publisher", ())), language)
    identifier, address = (
        next((str(term.value) for term in own.get(NRR + name, ())), "")
        for name in ("identifier", "address")
    )
    title = next(iter(titles), names.value(article, language))
    return Edition(title, next(iter(publishers), None), identifier, address)


def read_article(path: Path) -> Article:
    """Read the article's text.

    :raises NrrGraphError: the file is missing, too large or not UTF-8.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise NrrGraphError(f"{path} is larger than {SIZE_LIMIT_BYTES} bytes: not the article")
        return Article(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise NrrGraphError(f"{path}: {error.strerror}; give --article the article") from error
    except UnicodeDecodeError as error:
        raise NrrGraphError(f"{path} is not UTF-8 at byte {error.start}") from error
