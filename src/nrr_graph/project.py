"""Where the curated files lie: in a checkout, or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path


def project_folder() -> Path:
    """Return the folder that holds ``data/``, ``ontology/``, ``rules/`` and ``shapes/``."""
    packaged = Path(__file__).parent / "project"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def display_path(path: Path) -> Path:
    """Return a path as a person at this working directory would type it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def data_folder() -> Path:
    """Return the folder of the project's own Turtle files."""
    return project_folder() / "data" / "ttl"


def ontology_folder() -> Path:
    """Return the folder of the ontology and its alignments."""
    return project_folder() / "ontology"


def rules_folder() -> Path:
    """Return the folder of the SPARQL CONSTRUCT rules."""
    return project_folder() / "rules"


def shapes_folder() -> Path:
    """Return the folder of the SHACL shapes."""
    return project_folder() / "shapes"


def data_licence_file() -> Path:
    """Return the text of the licence of the data."""
    return project_folder() / "LICENSE-DATA"


def register_file() -> Path:
    """Return the append-only register of Q and P numbers."""
    return project_folder() / "data" / "register.tsv"
