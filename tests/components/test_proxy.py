"""Behind nginx, by the example that we ship, the site is what it is without."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from serving import free_port, nrr_server
from surroundings import component_missing

PAGES_LIMIT = 120
AROUND_THE_EXAMPLE = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/site.conf;
}}
"""
#: Where readers find the site, and what the proxy hands on: the address as it came, or without
#: the path.
PLACES = {"root": ("/", ""), "kept": ("/nrr/", ""), "stripped": ("/nrr/", "/")}
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True)
class Fetched:
    """A response that was read to its end."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Site:
    """A server behind nginx: the address that readers use, and that of the server itself."""

    url: str
    behind: str

    def get(self, path: str, **headers: str) -> Fetched:
        """Ask through the proxy; an error is a response like any other."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, headers=names)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return Fetched(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Fetched(error.code, error.headers, error.read())


def example(project: Path, folder: Path, port: int, behind: int, place: str) -> str:
    """Return the shipped example with ports, folders and the place of the site replaced."""
    text = (project / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    prefix, passed = PLACES[place]
    for shipped, here in (
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{behind};"),
        ("/var/cache/nginx", f"{folder}/cache"),
        ("/nrr/", prefix),
    ):
        assert shipped in text, f"the example has no {shipped} any more"
        text = text.replace(shipped, here)
    if passed:  # Only a place given as a prefix can be taken off.
        head, location, rest = text.partition(f"  location {prefix} {{")
        text = head + location + rest.replace("http://nrr_graph;", f"http://nrr_graph{passed};", 1)
    return text


@contextmanager
def behind_nginx(
    project: Path, folder: Path, place: str, *, is_public: bool = True, **settings: object
) -> Iterator[Site]:
    """Run the server and nginx before it.

    :param is_public: whether the server is told the public URL, or must learn it from nginx.
    """
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if not nginx:
        component_missing("nginx: apt-get install nginx-light")
    port = free_port()
    public = f"http://127.0.0.1:{port}{PLACES[place][0]}"
    options = ("--public-url", public) if is_public else ()
    with nrr_server(folder, *options, trusted_proxies=1, **settings) as server:
        configuration = folder / "nginx.conf"
        configuration.write_text(AROUND_THE_EXAMPLE.format(folder=folder))
        text = example(project, folder, port, server.port, place)
        (folder / "site.conf").write_text(text, encoding="utf-8")
        command = [nginx, "-c", str(configuration), "-p", str(folder)]
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        assert "warn" not in tested.stderr
        proxy = subprocess.Popen(command)
        try:
            _wait(public)
            yield Site(public, server.url)
        finally:
            proxy.terminate()
            proxy.wait(timeout=20)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            time.sleep(0.05)
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return


@pytest.mark.parametrize("place", PLACES)
def test_every_link_leads_somewhere(project: Path, tmp_path: Path, place: str) -> None:
    with behind_nginx(project, tmp_path, place) as site:
        seen, broken = _follow(site.url)
    assert broken == []
    assert len(seen) >= PAGES_LIMIT


def _follow(site: str) -> tuple[set[str], list[tuple[str, int]]]:
    """Follow links; return what was seen and what was broken."""
    waiting, seen, broken = [site], {site}, []
    while waiting and len(seen) < PAGES_LIMIT:
        address = waiting.pop(0)
        try:
            text = _page(address)
        except urllib.error.HTTPError as error:
            error.close()
            broken.append((address, error.code))
            continue
        for link in re.findall(r'(?:href|src|action)="([^"#]+)', text):
            found = urllib.parse.urljoin(address, link.replace("&amp;", "&"))
            if found.startswith(f"http://127.0.0.1:{urllib.parse.urlsplit(site).port}"):
                assert found.startswith(site.rstrip("/")), f"{found} leaves the prefix: {address}"
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    return seen, broken


def _page(address: str) -> str:
    request = urllib.request.Request(address, headers={"Accept": "text/html,*/*;q=0.1"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        is_page = "html" in answer.headers["Content-Type"]
        return answer.read().decode("utf-8", "replace") if is_page else ""


@pytest.fixture(scope="module")
def site(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run the example as it is, with a short time limit behind."""
    folder = tmp_path_factory.mktemp("nginx")
    with behind_nginx(project, folder, "kept", time_limit_s=1) as site:
        yield site


def test_a_page_is_kept_and_asked_for_anew_by_its_entity_tag(site: Site) -> None:
    first = site.get("id/nato.html")
    assert first.headers["X-Cache-Status"] == "MISS"
    assert site.get("id/nato.html").headers["X-Cache-Status"] == "HIT"
    time.sleep(2.1)
    later = [site.get("id/nato.html") for _ in range(2)]
    assert {answer.headers["X-Cache-Status"] for answer in later} & {"REVALIDATED", "STALE"}
    assert {answer.headers["ETag"] for answer in later} == {first.headers["ETag"]}
    assert site.get("id/nato.html", If_None_Match=first.headers["ETag"]).status == 304


def test_each_form_of_a_page_is_kept_apart(site: Site) -> None:
    for _ in range(2):
        assert "html" in site.get("id/nato.html").headers["Content-Type"]
        for language, title in (("en", "NATO"), ("ru", "НАТО")):
            text = site.get("id/nato.html", Accept_Language=language).body.decode()
            assert title in re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)[0]


def test_what_must_not_be_kept_is_not(site: Site) -> None:
    for path in ("health", "id/there-is-no-such-thing"):
        for _ in range(2):
            assert site.get(path).headers["X-Cache-Status"] == "MISS", path


def test_what_a_client_says_of_proxies_is_not_believed(project: Path, tmp_path: Path) -> None:
    said = {
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Prefix": "/evil",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_For": "192.0.2.1",
        "Forwarded": "host=evil.example",
    }
    with behind_nginx(project, tmp_path, "root", is_public=False) as site:
        answer = site.get("id/russia.html", **said)
        shown = answer.headers["Link"] + answer.body.decode()
        assert f"<{site.url}id/russia.ttl>" in shown
        assert "evil" not in shown


def test_long_queries_pass(site: Site) -> None:
    query = "ASK {} #" + "x" * 50_000
    answered = site.get("sparql?" + urllib.parse.urlencode({"query": query}))
    assert json.loads(answered.body)["boolean"]
    body = ("ASK {} #" + "x" * 900_000).encode()
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/json"}
    request = urllib.request.Request(site.url + "sparql", data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["boolean"]


def test_an_answer_that_is_broken_off_is_not_taken_for_a_whole_one(site: Site) -> None:
    query = "sparql?format=csv&" + urllib.parse.urlencode({"query": ENDLESS})
    with urllib.request.urlopen(site.url + query, timeout=30) as answer:
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()


def test_the_numbers_are_for_this_machine_alone(site: Site, project: Path) -> None:
    assert b"nrr_requests_total" in site.get("metrics").body
    text = (project / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    place = text.partition("location = /nrr/metrics {")[2].partition("}")[0]
    assert "deny all;" in place
