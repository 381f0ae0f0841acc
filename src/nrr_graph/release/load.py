"""Read Turtle files; each file is one named graph."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from nrr_graph.errors import UnreadableData, unreadable
from nrr_graph.namespaces import GRAPH
from nrr_graph.project import data_folder, display_path, ontology_folder
from nrr_graph.release.writing import digest_of
from nrr_graph.terms import Fact, fact_of

#: A file larger than this is no curated file: a reviewer could not read it.
FILE_SIZE_LIMIT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class GraphFile:
    """One Turtle file and what it says: ``name`` is the graph's name under ``graph/``.

    ``text`` is without a byte order mark and with line feeds alone as line ends; ``digest`` is the
    SHA-256 of the file as it was read.
    """

    path: Path
    name: str
    text: str
    triples: tuple[Fact, ...]
    digest: str = ""
    has_byte_order_mark: bool = False

    @property
    def iri(self) -> ox.NamedNode:
        """The graph's IRI."""
        return ox.NamedNode(GRAPH + self.name)


def load_data(data: Sequence[Path] = ()) -> list[GraphFile]:
    """Read the curated files, in the order of their graph names.

    :param data: files or folders; the project's own data if empty.
    :raises UnreadableData: a path is missing, holds no Turtle, or a file cannot be parsed; of
        several such files it tells all.
    """
    files: list[GraphFile] = []
    errors: list[UnreadableData] = []
    for path in data or [data_folder()]:
        try:
            found = _turtle_below(path)
        except UnreadableData as error:
            errors.append(error)
            continue
        for file, name in found:
            try:
                files.append(_read(file, name))
            except UnreadableData as error:
                errors.append(error)
    if errors:
        raise unreadable(errors)
    return sorted(files, key=lambda file: file.name)


def load_ontology(folder: Path | None = None) -> list[GraphFile]:
    """Read the ontology and its alignments, the project's own unless another folder is given."""
    return [
        _read(path, "ontology" if path.stem == "nrr" else f"ontology-{path.stem}")
        for path in sorted((folder or ontology_folder()).glob("*.ttl"))
    ]


def quads_of(files: Iterable[GraphFile]) -> Iterable[ox.Quad]:
    """Yield every triple of the files as a quad in its file's graph."""
    for file in files:
        for triple in file.triples:
            yield ox.Quad(*triple, file.iri)


def _turtle_below(path: Path) -> list[tuple[Path, str]]:
    """List the Turtle files at a path, each with its graph name.

    A copy of the project's ``data/`` folder counts as a copy of ``data/ttl/``.
    """
    if path.is_file():
        return [(path, path.stem)]
    if not path.is_dir():
        raise UnreadableData(display_path(path), None, None, "there is no such file or folder")
    root = path / "ttl" if (path / "ttl").is_dir() else path
    found = sorted(root.rglob("*.ttl"))
    if not found:
        raise UnreadableData(
            display_path(path), None, None, "no Turtle file (*.ttl) lies in this folder"
        )
    return [(file, file.relative_to(root).with_suffix("").as_posix()) for file in found]


def _read(path: Path, name: str) -> GraphFile:
    shown, content = display_path(path), _content_of(path)
    text = _text_of(path, content)
    try:
        facts = tuple(map(fact_of, ox.parse(text, format=ox.RdfFormat.TURTLE)))
    except TypeError as error:
        raise UnreadableData(shown, None, None, f"{error}; use RDF 1.1") from error
    except SyntaxError as error:
        problem = _plain(str(error.msg), text)
        raise UnreadableData(shown, error.lineno, error.offset, problem) from error
    return GraphFile(path, name, text, facts, digest_of(content), content.startswith(BOM_UTF8))


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_SIZE_LIMIT_BYTES:
            problem = f"larger than {FILE_SIZE_LIMIT_BYTES} bytes; split it"
            raise UnreadableData(display_path(path), None, None, problem)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableData(
            display_path(path), None, None, error.strerror or "cannot be read"
        ) from error


def _text_of(path: Path, content: bytes) -> str:
    """Decode a file; an editor that ends lines in another way means the same text."""
    try:
        return content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableData(
            display_path(path), line, None, "not UTF-8; save the file as UTF-8"
        ) from error


def _plain(problem: str, text: str) -> str:
    """Turn the parser's message into one that says what was expected."""
    message = re.sub(r"^Parser error (at|between) .*?: ", "", problem)
    undeclared = re.search(r"prefix (\S+?):? has not been declared", message)
    if undeclared:
        message += f"; add a line '@prefix {undeclared[1]}: <…> .' at the top"
    elif "end" in message.lower() and not text.rstrip().endswith("."):
        message += "; the file ends without the final '.'"
    return f"expected Turtle: {message}"
