"""Behind a real reverse proxy, at the root and below a path, no link is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving import free_port, nrr_graph, serving
from surroundings import component_missing

PAGES_LIMIT = 120
CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location {prefix} {{
      proxy_pass http://127.0.0.1:{behind}{passed};
      proxy_set_header Host $http_host;
    }}
  }}
}}
"""


PLACES = {"root": ("/", ""), "kept": ("/foo/bar/", ""), "stripped": ("/foo/bar/", "/")}


@pytest.fixture(params=PLACES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Run the server behind nginx; yield the address that readers use."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if not nginx:
        component_missing("nginx: apt-get install nginx-light")
    prefix, passed = PLACES[request.param]
    port, behind = free_port(), free_port()
    public = f"http://127.0.0.1:{port}{prefix}"
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=tmp_path, port=port, behind=behind, prefix=prefix, passed=passed
        )
    )
    command = [
        str(nrr_graph()),
        "serve",
        "--port",
        str(behind),
        "--public-url",
        public,
        "--workers",
        "1",
    ]
    with serving(command, tmp_path, behind):
        proxy = subprocess.Popen([nginx, "-c", str(configuration), "-p", str(tmp_path)])
        try:
            _wait(public)
            yield public
        finally:
            proxy.terminate()
            proxy.wait(timeout=20)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return


def test_every_link_leads_somewhere(site: str) -> None:
    waiting, seen, broken = [site], {site}, []
    while waiting and len(seen) < PAGES_LIMIT:
        address = waiting.pop(0)
        request = urllib.request.Request(address, headers={"Accept": "text/html,*/*;q=0.1"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                is_page = "html" in answer.headers["Content-Type"]
                text = answer.read().decode("utf-8", "replace") if is_page else ""
        except urllib.error.HTTPError as error:
            broken.append((address, error.code))
            continue
        for link in re.findall(r'(?:href|src|action)="([^"#]+)', text):
            found = urllib.parse.urljoin(address, link.replace("&amp;", "&"))
            if found.startswith(f"http://127.0.0.1:{urllib.parse.urlsplit(site).port}"):
                assert found.startswith(site.rstrip("/")), (
                    f"{found} leaves the prefix, on {address}"
                )
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    assert broken == []
    assert len(seen) >= PAGES_LIMIT
