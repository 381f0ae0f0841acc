"""Evaluate SPARQL queries safely."""
