"""The release in the data model of Wikibase, and back."""
