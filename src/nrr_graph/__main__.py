"""Where the command ``nrr-graph`` begins; also ``python -m nrr_graph``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; while its modules are loaded, Ctrl+C is told in a sentence too."""
    try:
        from nrr_graph.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("\nnrr-graph: interrupted before it began\n")
        sys.exit(130)
    run(prog_name="nrr-graph")


if __name__ == "__main__":
    main()
