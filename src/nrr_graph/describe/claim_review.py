"""A verdict as schema.org's ClaimReview, which fact-checking tools read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nrr_graph.describe.proof import Proof
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import NRR

CURATORS: Final = {"@type": "Organization", "name": "nrr-graph curators"}
#: How a standing rates, from 1, contradicted, to 5, confirmed.
RATINGS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "standingContradicted": 1,
        "standingDisputed": 2,
        "standingInPart": 3,
        "standingCompleted": 4,
        "standingRefined": 4,
        "standingConfirmed": 5,
    }
)


def claim_review(
    proof: Proof, address: str, day: str, article: Value, language: str
) -> dict[str, object] | None:
    """Return the review of a claim; nothing where no other source bears on it.

    :param address: where the review is shown.
    :param day: when the release was made.
    :param article: where the claim appears.
    """
    fact = proof.statement
    if fact.standing is None or fact.is_finding:
        return None
    rating = RATINGS.get(fact.standing.iri.removeprefix(NRR))
    if rating is None:
        return None
    claimed = f"{fact.sentence}, {fact.period}" if fact.period else fact.sentence
    appearance = {"@type": "CreativeWork", "@id": article.iri, "name": article.text}
    return {
        "@context": "https://schema.org/",
        "@type": "ClaimReview",
        "url": address,
        "datePublished": day,
        "author": CURATORS,
        "claimReviewed": claimed,
        "inLanguage": language,
        "itemReviewed": {
            "@type": "Claim",
            "@id": fact.iri,
            "name": claimed,
            "appearance": appearance,
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": fact.standing.text,
        },
    }
