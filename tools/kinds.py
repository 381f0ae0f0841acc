"""The kinds of damage that ``make mutants`` tries, each with a name in words."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from damage import (
    DATES,
    DESCRIPTION,
    LABEL,
    Kind,
    always,
    another_passage,
    change,
    copied_statement,
    date,
    day_lost,
    deleted_node,
    drop,
    end_before_start,
    invented_date,
    iri,
    rename_predicate,
    retag,
    second_entity,
    swapped_labels,
    swapped_offsets,
    swapped_subject_and_value,
    typo,
)
from damage_to_voices import (
    BEARINGS,
    FACETS,
    another_claim,
    another_claim_of_the_sentence,
    another_value,
    facet_against_the_values,
    next_of,
    nobody_speaks,
    typed_in,
)
from damage_to_words import (
    attributed_act,
    both_relations,
    in_a_circle,
    omission_lost,
    second_class,
    term_among_entities,
)
from nrr_graph.namespaces import ID, NRR, RDF, RDFS, SKOS, XSD

KINDS: Mapping[str, Kind] = {
    "a reference is dropped": drop(NRR + "reference"),
    "a paragraph reference is dropped": drop(NRR + "paragraphReference"),
    "another reference is added": change(
        [NRR + "reference"], always(iri(ID + "reference-35")), also=True
    ),
    "a reference is mistaken for another": change(
        [NRR + "reference"], always(iri(ID + "reference-1"))
    ),
    "a reference block is deleted": deleted_node("Reference"),
    "a passage is dropped": drop(NRR + "passage", only="Statement"),
    "a passage is mistaken for the next": another_passage,
    "a passage block is deleted": deleted_node("Passage"),
    "an entity block is deleted": deleted_node("Person", "Claim", "Place", "Topic", "Kind"),
    "a Russian label is dropped": drop(LABEL, language="ru"),
    "an English label is dropped": drop(LABEL, language="en"),
    "the two labels are swapped": swapped_labels,
    "a label has a wrong language tag": change([LABEL], retag("ru", "uk")),
    "a label has lost its language tag": change([LABEL], retag("en", None)),
    "a second label in one language": change(
        [LABEL],
        lambda t: ox.Literal(t.value + "!", language="en") if t.value.isascii() else None,
        also=True,
    ),
    "a description is dropped": drop(DESCRIPTION),
    "the subject is dropped": drop(NRR + "subject"),
    "the speaker of a quotation is dropped": drop(NRR + "subject", only="Quotation"),
    "the property is dropped": drop(NRR + "property"),
    "the value is dropped": drop(NRR + "value"),
    "subject and value are swapped": swapped_subject_and_value,
    "a second value": change([NRR + "value"], always(iri(ID + "nato")), also=True),
    "the value is of a wrong class": change([NRR + "value"], always(iri(NRR + "issueOpen"))),
    "the subject is of a wrong class": change([NRR + "subject"], always(iri(NRR + "issueOpen"))),
    "a typing error in a value": change([NRR + "value"], typo),
    "a typing error in a subject": change([NRR + "subject"], typo),
    "a typing error in a qualifier": change(
        [NRR + n for n in ("about", "place", "initiator", "target", "participant")], typo
    ),
    "a typing error in a property": change([NRR + "property"], lambda t: iri(t.value + "s")),
    "a typing error in a predicate": rename_predicate(NRR + "dating", NRR + "datting"),
    "a typing error in another vocabulary": rename_predicate(SKOS + "altLabel", SKOS + "altLable"),
    "a typing error in a class": change([RDF + "type"], lambda t: iri(t.value + "s")),
    "a date is dropped": drop(*DATES, only="Statement"),
    "a second date": change(DATES, date(lambda d: d[:4], XSD + "gYear"), also=True),
    "a date with an impossible day": change(DATES, date(lambda d: d[:4] + "-02-30", XSD + "date")),
    "a date as plain text": change(DATES, date(lambda d: d, XSD + "string")),
    "a date with a wrong precision tag": change(DATES, date(lambda d: d[:4], XSD + "date")),
    "a date a century early": change(DATES, date(lambda d: f"{int(d[:4]) - 100}{d[4:]}")),
    "a date ten years late": change(DATES, date(lambda d: f"{int(d[:4]) + 10}{d[4:]}")),
    "a date a year late": change(DATES, date(lambda d: f"{int(d[:4]) + 1}{d[4:]}")),
    "a date without its day": change(DATES, day_lost),
    "an invented date": invented_date,
    "an end before the start": end_before_start,
    "a rank that does not exist": change([NRR + "rank"], always(iri(NRR + "best"))),
    "a copied statement": copied_statement,
    "a second entity for one": second_entity,
    "a second Wikidata link": change([NRR + "wikidata"], lambda t: iri(t.value + "7"), also=True),
    "a Wikidata link with https": change(
        [NRR + "wikidata"], lambda t: iri(t.value.replace("http:", "https:"))
    ),
    "a quotation is too long": change(
        [NRR + "value"],
        lambda t: (
            ox.Literal(t.value + " and" * 15, language="en")
            if isinstance(t, ox.Literal) and t.language == "en"
            else None
        ),
    ),
    "the digest is cut": change([NRR + "sha256"], lambda t: ox.Literal(t.value[:-1])),
    "the offsets are swapped": swapped_offsets,
    "an offset is no number": change([NRR + "endOffset"], always(ox.Literal("12a"))),
    "the sentence id is malformed": change(
        [NRR + "sentence"], lambda t: ox.Literal(t.value.replace("-", "."))
    ),
    "an issue's words are dropped": drop(RDFS + "comment", only="Issue"),
    "an issue's type is dropped": drop(NRR + "issueType"),
    "an issue concerns nothing": change([NRR + "concerns"], typo),
    "a number is not canonical": change(
        [NRR + n for n in ("number", "quantity", "beginOffset")],
        lambda t: ox.Literal("0" + t.value, datatype=iri(XSD + "integer")),
    ),
    "a blank node instead of an IRI": change([NRR + "about"], always(ox.BlankNode())),
    "the licence of a file is dropped": drop("http://purl.org/dc/terms/license"),
    "a quotation loses its mark of omission": change([NRR + "value"], omission_lost),
    "a piece is continued by another speaker": change(
        [NRR + "continuedBy"], always(iri(ID + "s08-02-controlled-words"))
    ),
    "the pieces of a quotation go in a circle": in_a_circle,
    "an act is attributed to its doer": attributed_act,
    "a statement of a heading loses its reserve": drop(
        NRR + "qualification", only_value="headingOnly"
    ),
    "a planned date loses its reserve": drop(
        NRR + "dating", only="Statement", only_value="plannedDate"
    ),
    "a second class that excludes the first": second_class,
    "a tension is a contradiction too": both_relations,
    "a controlled term among the entities": term_among_entities,
    "a controlled term as a value": change([NRR + "value"], always(iri(NRR + "sideRussia"))),
    "a finding has no voice": drop(NRR + "voice"),
    "a finding bears on nothing": change([NRR + "bearsOn"], typo),
    "a bearing is mistaken for the next": change(
        [NRR + "bearing"], next_of("bearing", BEARINGS, 1)
    ),
    "a bearing is flipped": change([NRR + "bearing"], next_of("bearing", BEARINGS, 4)),
    "a bearing is mistaken for the one before": change(
        [NRR + "bearing"], next_of("bearing", BEARINGS, 7)
    ),
    "a finding is pointed at another claim": another_claim,
    "a finding is pointed elsewhere in its sentence": another_claim_of_the_sentence,
    "a finding that says the same has another value": another_value,
    "the sentence of a finding is mistaken": change(
        [NRR + "concernsSentence"], always(ox.Literal("S03-03"))
    ),
    "a facet is mistaken for the next": change([NRR + "facet"], next_of("facet", FACETS, 1)),
    "a facet against the values": facet_against_the_values,
    "a side is typed in": typed_in(NRR + "side", NRR + "sideNato", "Person", "Press", "State"),
    "a standing is typed in": typed_in(NRR + "standing", NRR + "standingConfirmed", "Statement"),
    "nobody knows for whom a voice speaks": nobody_speaks,
    "an outlet has no owner": drop(NRR + "ownership", NRR + "ownedBy", NRR + "fundedBy"),
    "an outlet has no country": drop(NRR + "basedIn"),
    "an outlet passes for private": change(
        [NRR + "ownership"],
        lambda t: None if t.value.endswith("Private") else iri(NRR + "ownershipPrivate"),
    ),
    "a blog passes for the publisher's page": change(
        [NRR + "readAt"],
        lambda t: iri(NRR + "publishersPage") if t.value.endswith("blogCopy") else None,
    ),
}

#: Damage that shows only beside the article itself.
WITH_ARTICLE: Mapping[str, Kind] = {
    "an offset is off by one": change(
        [NRR + "beginOffset"],
        lambda t: ox.Literal(str(int(t.value) + 1), datatype=iri(XSD + "integer")),
    ),
    "one digit of the digest is wrong": change(
        [NRR + "sha256"], lambda t: ox.Literal(("1" if t.value[0] == "0" else "0") + t.value[1:])
    ),
}
