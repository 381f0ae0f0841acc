"""The real server, started as a user starts it."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from serving import free_port, nrr_graph, serving


def test_serve_answers_from_any_folder(tmp_path: Path) -> None:
    port = free_port()
    command = [str(nrr_graph()), "serve", "--port", str(port), "--workers", "1"]
    with (
        serving(command, tmp_path, port) as url,
        urllib.request.urlopen(f"{url}/ready") as answer,
    ):
        assert json.load(answer)["status"] == "ok"
