"""The web application: thin views over plain values."""

from nrr_graph.web.application import create_app

__all__ = ["create_app"]
