"""The face for tools that know Wikidata: entities, reconciliation, queries, exports."""
