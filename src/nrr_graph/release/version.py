"""Name a release after its data: a digest of all its triples, and a version made from that.

Neither is typed in, so that no two different releases can have one version, whatever is changed:
a label, a rule, the ontology.  The version of the code is another thing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

#: Digits of the digest in a version; 32 bits tell the releases of one day apart.
_DIGITS: Final = 8
_VERSION: Final = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{8}")


def digest_of(quads: Iterable[ox.Quad]) -> str:
    """Return the SHA-256 of quads as sorted N-Quads, which is that of the dump ``nrr.nq``."""
    digest = hashlib.sha256()
    for quad in sorted(set(map(str, quads))):
        digest.update(f"{quad} .\n".encode())
    return digest.hexdigest()


def version_of(modified: str, digest: str) -> str:
    """Name a release by the day of its newest change and by its content.

    >>> version_of("2026-11-25", "3f57eb98" + 56 * "0")
    '2026-11-25-3f57eb98'
    """
    return f"{modified}-{digest[:_DIGITS]}"


def is_version(text: str) -> bool:
    """Tell whether a text has the form of a version.

    >>> is_version("2026-11-25-3f57eb98"), is_version("latest")
    (True, False)
    """
    return bool(_VERSION.fullmatch(text))
