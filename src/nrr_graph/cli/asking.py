"""Ask a curator at a terminal: for what is missing, and which of several things is meant."""

from __future__ import annotations

from collections.abc import Mapping

import click

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.fields import Field, NewKind
from nrr_graph.wikibase.blocks import property_of
from nrr_graph.wikibase.values import Ambiguous, Values

Texts = Mapping[str, list[str]]


def missing_fields(kind: NewKind, given: Texts) -> list[Field]:
    """List the required fields that nothing was given for."""
    return [field for field in kind.fields if field.is_required and not given[field.name]]


def completed(
    kind: NewKind, given: Texts, values: Values, article: str = ""
) -> dict[str, list[str]]:
    """Ask for what is missing, and which thing is meant where a name fits several.

    Fields that may stay empty are asked for only if something that may not is missing: who gives
    everything as options is asked nothing.

    :param article: its text, of which the sentence is shown that somebody names.
    :raises NrrGraphError: what was given as an option cannot be read.
    """
    is_asked = bool(missing_fields(kind, given))
    found: dict[str, list[str]] = {}
    for field in kind.fields:
        property_ = property_of(found)
        texts = [_settled(field, text, values, property_) for text in given[field.name]]
        if not texts and (field.is_required or (is_asked and field.is_asked)):
            texts = _answers(field, values, property_)
            if field.form == "sentence":
                show_sentence(values, texts[0], article)
        found[field.name] = texts
    return found


def show_sentence(values: Values, sentence: str, article: str) -> None:
    """Show the passages of a sentence, with its words where the article is at hand."""
    for iri in values.passages(sentence.upper()):
        first, last = (
            next((int(v.value) for v in values.values(iri, NRR + name)), 0)
            for name in ("beginOffset", "endOffset")
        )
        click.echo(f"id:{iri.removeprefix(ID)}  {article[first:last]}".rstrip(), err=True)


def _answers(field: Field, values: Values, property_: str) -> list[str]:
    """Ask for a field until an answer can be read, for a further value until none is given."""
    answers: list[str] = []
    while not answers or field.is_many:
        may_stay_empty = bool(answers) or not field.is_required
        text = _prompt(field, may_stay_empty=may_stay_empty, is_further=bool(answers))
        if not text:
            break
        try:
            answers.append(_settled(field, text, values, property_))
        except (NrrGraphError, OSError) as error:
            click.echo(f"  {error}", err=True)
    return answers


def _prompt(field: Field, *, may_stay_empty: bool, is_further: bool) -> str:
    words = "another one, or nothing" if is_further else field.help.rstrip(".")
    note = "; may stay empty" if may_stay_empty and not is_further else ""
    return str(
        click.prompt(
            f"{field.name} ({words}{note})",
            default="" if may_stay_empty else None,
            show_default=False,
            type=click.Choice([*field.choices]) if field.choices else str,
            err=True,
        )
    ).strip()


def _settled(field: Field, text: str, values: Values, property_: str) -> str:
    """Return a text that can be read, if need be by a choice among what it may mean."""
    try:
        values.read(field, text, property_)
    except Ambiguous as error:
        return _chosen(field, error)
    return text


def _chosen(field: Field, error: Ambiguous) -> str:
    """Let the curator choose one of the suggestions.

    :raises Ambiguous: there are none, or none is meant.
    """
    if not error.suggestions:
        raise error
    for number, (name, label) in enumerate(error.suggestions, 1):
        click.echo(f"  {number}  {label} ({name})", err=True)
    click.echo("  0  none of these", err=True)
    number = click.prompt(field.name, type=click.IntRange(0, len(error.suggestions)), err=True)
    if number == 0:
        raise error
    return error.suggestions[number - 1][0]
