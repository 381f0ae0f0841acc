"""What a query worker is asked to do."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass

from nrr_graph.engine.interface import OWN_DATASET, Dataset


@dataclass(frozen=True)
class Job:
    """A query and the media type to answer it in.

    ``is_own`` marks a query of the project's own, which needs no guard and declares no prefixes.
    """

    query: str
    media_type: str
    dataset: Dataset = OWN_DATASET
    is_own: bool = False

    def written(self) -> bytes:
        """Return the job as it goes over the socket."""
        dataset = astuple(self.dataset)
        return json.dumps([self.query, self.media_type, dataset, self.is_own]).encode()


def read_job(body: bytes) -> Job:
    """Read what :meth:`Job.written` wrote.

    >>> read_job(Job("ASK {}", "text/csv").written())
    Job(query='ASK {}', media_type='text/csv', dataset=Dataset(default_graphs=None, \
named_graphs=None, is_internal=False), is_own=False)
    """
    query, media_type, dataset, is_own = json.loads(body)
    return Job(query, media_type, Dataset(*dataset), is_own)
