"""The programs run in environments of their own, not under pytest."""

collect_ignore_glob = ["programs/*"]
