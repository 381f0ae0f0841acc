"""Under which names a release is published, and by whom: this project's own data, or other data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, VCARD
from nrr_graph.release.triples import Properties, Value, about, iri_of, iris_of, texts_of

#: Controlled terms of the Publications Office of the European Union, which DCAT-AP 3 asks for.
AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
LANGUAGES: Final = (f"{AUTHORITY}language/ENG", f"{AUTHORITY}language/RUS")
PUBLIC: Final = f"{AUTHORITY}access-right/PUBLIC"
IRREGULAR: Final = f"{AUTHORITY}frequency/IRREG"
THEMES: Final = f"{AUTHORITY}data-theme"
THEME: Final = f"{THEMES}/INTR"
#: What these terms are, so that a reader of the catalogue need not fetch them.
_TERMS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    LANGUAGES[0]: (DCTERMS + "LinguisticSystem", {"en": "English", "ru": "английский"}),
    LANGUAGES[1]: (DCTERMS + "LinguisticSystem", {"en": "Russian", "ru": "русский"}),
    PUBLIC: (DCTERMS + "RightsStatement", {"en": "public", "ru": "открытый доступ"}),
    IRREGULAR: (DCTERMS + "Frequency", {"en": "irregular", "ru": "нерегулярно"}),
    THEMES: (SKOS + "ConceptScheme", {"en": "Data themes", "ru": "Темы данных"}),
    THEME: (SKOS + "Concept", {"en": "International issues", "ru": "Международные вопросы"}),
}


@dataclass(frozen=True)
class Publication:
    """What all descriptions of a release share.

    ``root`` is the address under which the site is reached, with its final slash; ``dataset``,
    ``publisher`` and ``licence`` are IRIs, the licence empty where the data do not tell it.
    ``contact`` is an address to which readers write (https or mailto), if there is one.
    """

    root: str
    dataset: str
    publisher: str
    publisher_name: Mapping[str, str]
    licence: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    contact: str = ""

    @property
    def contact_point(self) -> str:
        """The IRI of whom to write to."""
        return f"{self.dataset}#contact"

    def shared(self) -> dict[str, Sequence[Value]]:
        """Return what dataset, versions, services and catalogue say alike."""
        return {
            DCTERMS + "license": iris_of(self.licence) if self.licence else [],
            DCTERMS + "publisher": iris_of(self.publisher),
            DCTERMS + "creator": iris_of(self.publisher),
            DCTERMS + "accessRights": iris_of(PUBLIC),
            DCAT + "contactPoint": iris_of(self.contact_point),
        }


def describe_publisher(publication: Publication) -> list[ox.Triple]:
    """Describe who publishes, how to reach them, and the terms that the catalogue uses."""
    root = publication.root
    triples = about(
        publication.publisher,
        {
            RDF + "type": iris_of(FOAF + "Agent", FOAF + "Group"),
            FOAF + "name": texts_of(publication.publisher_name),
            FOAF + "homepage": iris_of(f"{root}about"),
        },
    )
    triples += about(publication.contact_point, _contact(publication))
    for page in (root, f"{root}about", f"{root}data/", f"{root}quality"):
        triples += about(page, {RDF + "type": iris_of(FOAF + "Document")})
    if publication.licence:
        kind, name = DCTERMS + "LicenseDocument", ox.Literal("CC0 1.0")
        triples += about(publication.licence, {RDF + "type": iris_of(kind), RDFS + "label": [name]})
    for iri, (kind, names) in _TERMS.items():
        label = DCTERMS + "title" if iri == THEMES else SKOS + "prefLabel"
        triples += about(iri, {RDF + "type": iris_of(kind), label: texts_of(names)})
    return [*triples, *about(THEME, {SKOS + "inScheme": iris_of(THEMES)})]


def _contact(publication: Publication) -> Properties:
    """Return the card of whom to write to; the page that tells how, where no address is given."""
    given = publication.contact
    is_mail = given.startswith("mailto:")
    address = given if is_mail or given.startswith("https://") else f"{publication.root}about"
    return {
        RDF + "type": iris_of(VCARD + "Kind", VCARD + "Group"),
        VCARD + "fn": texts_of(publication.publisher_name),
        VCARD + ("hasEmail" if is_mail else "hasURL"): [iri_of(address)],
    }
