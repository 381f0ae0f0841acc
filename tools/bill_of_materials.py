"""List what the site is made of, with licences, as CycloneDX 1.6; refuse a licence not allowed.

Two lists: the packages that a server runs on, and those that the front end is built from.  Tools
that only develop or test the project are in neither.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

PROJECT: Final = Path(__file__).parents[1]
#: Licences that let anyone run, change and pass on what is made with the package.
ALLOWED: Final = frozenset(
    (
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0"),
        *("W3C", "W3C-20150513"),
        # Its terms bind the package's own files alone (sections 3.1 and 3.3).
        "MPL-2.0",
    )
)
#: What some packages say instead of an SPDX identifier.
_CLASSIFIERS: Final = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
}
#: These say nothing that another entry of the same package does not say better.
_VAGUE: Final = frozenset(("License :: OSI Approved", "License :: DFSG approved"))
_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
Bill = dict[str, Any]


def server_bill() -> Bill:
    """Return the list of what ``requirements/serve.txt`` installs, as found in this environment."""
    program = str(Path(sys.executable).with_name("cyclonedx-py"))
    command = [program, "environment", "--output-reproducible", "--pyproject", "pyproject.toml"]
    bill = _output_of([*command, "-o", "-", sys.executable], PROJECT)
    locked = set(map(_name, _LOCKED.findall((PROJECT / "requirements" / "serve.txt").read_text())))
    return _only(bill, {c["bom-ref"] for c in bill["components"] if _name(c["name"]) in locked})


def front_end_bill() -> Bill:
    """Return the list of what ``frontend/package-lock.json`` installs."""
    npm = shutil.which("npm") or str(Path(sys.executable).with_name("npm"))
    command = [npm, "sbom", "--package-lock-only", "--sbom-format", "cyclonedx"]
    bill = _output_of(command, PROJECT / "frontend")
    # What differs each time it is made.
    bill.pop("serialNumber", None)
    bill["metadata"].pop("timestamp", None)
    return bill


def not_allowed(bill: Bill, allowed: frozenset[str] = ALLOWED) -> list[str]:
    """Return a sentence for each package whose licence is unknown or not allowed.

    >>> not_allowed({"components": [{"name": "a", "version": "1", "licenses": []}]})
    ['a 1 names no licence']
    """
    return [*_complaints(bill["components"], allowed)]


def _complaints(components: Sequence[Mapping[str, Any]], allowed: frozenset[str]) -> Iterator[str]:
    for component in components:
        name = f"{component['name']} {component['version']}"
        licences = [text for text in map(_text, component.get("licenses", [])) if text]
        if not licences:
            yield f"{name} names no licence"
        for text in licences:
            if not _is_allowed(text, allowed):
                yield f"{name} has the licence {text}, which is not among those allowed"


def _is_allowed(expression: str, allowed: frozenset[str]) -> bool:
    """Tell whether a licence expression can be met (SPDX 2.3, annex D, without parentheses)."""
    parts = expression.split(" AND ")
    return all(any(choice in allowed for choice in part.split(" OR ")) for part in parts)


def _text(entry: Mapping[str, Any]) -> str:
    """Return an entry's SPDX expression; nothing for one that says nothing."""
    licence = entry.get("license", {})
    text = str(entry.get("expression") or licence.get("id") or licence.get("name") or "")
    return "" if text in _VAGUE else _CLASSIFIERS.get(text, text)


def _only(bill: Bill, kept: set[str]) -> Bill:
    """Return a list with these components alone, and what depends on what among them."""
    root = bill["metadata"]["component"]["bom-ref"]
    links = [link for link in bill["dependencies"] if link["ref"] in kept | {root}]
    for link in links:
        if "dependsOn" in link:
            link["dependsOn"] = [ref for ref in link["dependsOn"] if ref in kept]
    components = [c for c in bill["components"] if c["bom-ref"] in kept]
    return {**bill, "components": components, "dependencies": links}


def _name(name: str) -> str:
    """Return the name of a package in the one spelling that counts (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _output_of(command: Sequence[str | Path], folder: Path) -> Bill:
    result = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return dict(json.loads(result.stdout))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the two files are written")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    complaints = []
    for name, bill in (("server", server_bill()), ("front-end", front_end_bill())):
        path = folder / f"{name}.cdx.json"
        path.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
        print(f"{path}: {len(bill['components'])} packages")
        complaints += not_allowed(bill)
    if complaints:
        sys.exit("\n".join(complaints))
    print("All licences are among those allowed.")


if __name__ == "__main__":
    main()
