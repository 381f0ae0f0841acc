"""Kinds of values that options of the command take."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import click

from nrr_graph.settings import Setting


class Address(click.ParamType[str]):
    """The address of a web site or a server: http or https, and a host."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address as it is; none stays none."""
        text = str(value)
        if text and not _is_address(text):
            self.fail(f"{text!r} is no web address, such as https://example.org/nrr", param, ctx)
        return text


def type_of(setting: Setting) -> click.ParamType[Any]:
    """Return what an option for a setting takes."""
    if isinstance(setting.default, int):
        return click.IntRange(min=setting.least, max=setting.greatest)
    return Address() if setting.name.endswith("_url") else click.STRING


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    return is_web and not any(character.isspace() for character in text) and not parts.fragment
