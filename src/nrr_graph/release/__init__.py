"""From curated files to one immutable release."""
