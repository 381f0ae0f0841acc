"""Search finds what people type: dates, inflected words, beginnings, codes, misspelt names."""

from __future__ import annotations

import html
import json
import time

import pytest
from flask.testing import FlaskClient

from nrr_graph.describe.finding import Finder
from nrr_graph.describe.names import Names
from nrr_graph.describe.search import Index
from nrr_graph.describe.words import WordIndex
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import ID
from nrr_graph.release.release import Release

HTML = {"Accept": "text/html"}
#: Milliseconds of processor time in which results are promised.
TIME_LIMIT_MS = 80


@pytest.fixture(scope="module")
def finder(release: Release) -> Finder:
    engine = EmbeddedEngine(release.store)
    names = Names(engine)
    return Finder(names, Index(names), WordIndex(engine, names))


def _found(finder: Finder, text: str, language: str = "en", limit: int = 10) -> list[str]:
    matches = finder.find(text, limit=limit, language=language)
    return [match.iri.removeprefix(ID) for match in matches]


#: What is typed, and what stands first.
FIRST = [
    # Names: whole, begun, inflected, misspelt, in the other script, with odd marks.
    ("nato", "nato"),
    ("NATO ", "nato"),
    ("России", "russia"),
    ("rusia", "russia"),
    ("rogoz", "dmitry-rogozin"),
    ("рогоз", "dmitry-rogozin"),
    ("рогозина", "dmitry-rogozin"),
    ("рогозину", "dmitry-rogozin"),
    ("Рогозиным", "dmitry-rogozin"),
    ("Rogosin", "dmitry-rogozin"),
    ("dmitri rogozin", "dmitry-rogozin"),
    ("“Rogozin”", "dmitry-rogozin"),
    ("«Рогозин»", "dmitry-rogozin"),
    ("sikor", "radoslaw-sikorski"),
    ("sikorsky", "radoslaw-sikorski"),
    ("Сикорского", "radoslaw-sikorski"),
    ("grushk", "alexander-grushko"),
    ("грушко", "alexander-grushko"),
    ("grusko", "alexander-grushko"),
    ("Лавров", "sergei-lavrov"),
    ("lavrow", "sergei-lavrov"),
    ("медведева", "dmitry-medvedev"),
    ("putin", "vladimir-putin"),
    ("путину", "vladimir-putin"),
    ("obama", "barack-obama"),
    ("обама", "barack-obama"),
    ("rasmusen", "anders-rasmussen"),
    ("Расмуссена", "anders-rasmussen"),
    ("medvedv", "dmitry-medvedev"),
    ("Медведеву", "dmitry-medvedev"),
    ("expulsion of diplomats", "expulsion-of-diplomats"),
    ("высылку дипломатов", "expulsion-of-diplomats"),
    ("великих держав", "claim-great-powers-create-coalitions"),
    ("истребителями", "joint-fighter-jet-exercise"),
    ("US", "united-states"),
    ("us", "united-states"),
    ("США", "united-states"),
    ("UN", "united-nations"),
    ("ООН", "united-nations"),
    ("NRC", "nato-russia-council"),
    ("срн", "nato-russia-council"),
    ("partnership for peace", "partnership-for-peace"),
    ("партнерство ради мира", "partnership-for-peace"),
    ("Основополагающего акта", "founding-act"),
    ("Cape Ray", "mv-cape-ray"),
    # Codes and addresses.
    ("S01-08", "passage-s01-08"),
    ("s01-08", "passage-s01-08"),
    ("s1-8", "passage-s01-08"),
    ("S01–08", "passage-s01-08"),
    ("С01-08", "passage-s01-08"),
    ("id:nato", "nato"),
    ("https://w3id.org/nrr/id/nato", "nato"),
    ("s01-08-suspension", "s01-08-suspension"),
]


@pytest.mark.parametrize(("typed", "slug"), FIRST)
def test_what_is_meant_stands_first(finder: Finder, typed: str, slug: str) -> None:
    assert _found(finder, typed)[:1] == [slug]


SUSPENSION, EXPULSION = "s01-08-suspension", "s06-06-expulsion"
#: What is typed, and what is among the first ten.
AMONG = [
    ("1 May 2014", SUSPENSION),
    ("May 1, 2014", SUSPENSION),
    ("1st of May 2014", SUSPENSION),
    ("on 1 may 2014", SUSPENSION),
    ("May 2014", SUSPENSION),
    ("2014-05-01", SUSPENSION),
    ("2014-05", SUSPENSION),
    ("01.05.2014", SUSPENSION),
    ("1/5/2014", SUSPENSION),
    ("5/2014", SUSPENSION),
    ("1 мая 2014", SUSPENSION),
    ("1 мая 2014 г.", SUSPENSION),
    ("1 мая 2014 года", SUSPENSION),
    ("1 мая", SUSPENSION),
    ("май 2014", SUSPENSION),
    ("в мае 2014", SUSPENSION),
    ("suspends 1 May 2014", SUSPENSION),
    ("приостановка май 2014", SUSPENSION),
    ("May 2009", EXPULSION),
    ("мая 2009 года", EXPULSION),
    ("expelled diplomats may 2009", EXPULSION),
    ("28 May 2002", "s04-02-created"),
    ("28 мая 2002 г.", "s04-02-created"),
    ("истребители", "vigilant-skies-2011"),
    ("истребителей", "vigilant-skies-2011"),
    ("бывший президент", "s07-02-former"),
    ("бывшего президента", "s07-02-former"),
    ("former president", "s07-02-former"),
    ("overt provocation", "s06-08-provocation"),
    ('"overt provocation"', "s06-08-provocation"),
    ("overt provocashun", "s06-08-provocation"),
    ("great powers", "s10-07-coalitions"),
    ("open doors", "s09-02-open-doors"),
    ("open door", "s09-02-open-doors"),
    ("scholastic", "s04-07-scholastic"),
    ("when did NATO suspend cooperation with Russia?", "suspension-of-cooperation-2014"),
    ("когда НАТО приостановила сотрудничество с Россией?", "suspension-of-cooperation-2014"),
]


@pytest.mark.parametrize(("typed", "slug"), AMONG)
def test_what_is_meant_is_among_the_first(finder: Finder, typed: str, slug: str) -> None:
    assert slug in _found(finder, typed)


#: What is typed, and what has nothing to do with it.
NOT_MEANT = [
    ("grusko", "united-states"),
    ("status", "united-states"),
    ("rasmusen", "united-states"),
    ("focus", "united-states"),
    ("5 мая 2014", SUSPENSION),
    ("2 May 2014", SUSPENSION),
    ("May 2013", SUSPENSION),
    ("2014-06", SUSPENSION),
    ("S01-09", "passage-s01-08"),
]


@pytest.mark.parametrize(("typed", "slug"), NOT_MEANT)
def test_what_is_not_meant_is_not_found(finder: Finder, typed: str, slug: str) -> None:
    assert slug not in _found(finder, typed, limit=50)


ODD = [
    *(
        "",
        "   ",
        "?",
        "!!!",
        "\x00",
        "🙂",
        "%",
        "\u202e",
        "''",
        '"',
        "“”",
        "--",
        "0",
        "99 мая 9999",
    ),
    *(
        "нет-такого-слова-вовсе",
        "qwxyz",
        "xx" * 2500,
        "слово " * 800,
        "حلف الناتو",
        "ניסיון",
        "北约",
    ),
    *("<script>alert(1)</script>", "'; DROP TABLE", "../../etc/passwd", "{{7*7}}", "2014-13-45"),
    *("s99-99", "id:", "https://w3id.org/nrr/id/", "may", "may may may", "1 1 1 1 1", "г."),
]


@pytest.mark.parametrize("typed", ODD)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_odd_words_harm_nothing_and_take_no_time(finder: Finder, typed: str, language: str) -> None:
    finder.find("warm")
    begin = time.thread_time()
    found = _found(finder, typed, language)
    assert (time.thread_time() - begin) * 1000 < TIME_LIMIT_MS
    assert len(found) == len(set(found)) <= 10


@pytest.mark.parametrize("typed", ["qwxyz", "абракадабра", "北约", "s99-99", "99 мая 9999"])
def test_what_is_not_there_is_not_found(finder: Finder, typed: str) -> None:
    assert _found(finder, typed) == []


@pytest.mark.parametrize("typed", ["1 мая 2014 г.", "рогозину", "S01–08", "overt provoc"])
def test_a_page_of_results_shows_the_same(client: FlaskClient, finder: Finder, typed: str) -> None:
    asked = {"q": typed, "lang": "ru", "format": "json"}
    listed = json.loads(client.get("/search", query_string=asked).data)["results"]
    assert [hit["id"] for hit in listed][:5] == _found(finder, typed, "ru")[:5]
    page = client.get("/search", query_string={"q": typed, "lang": "ru"}, headers=HTML).text
    assert html.escape(listed[0]["label"], quote=False) in html.unescape(page)


def test_a_fact_among_the_results_says_when_it_was_and_where_it_stands(client: FlaskClient) -> None:
    asked = {"q": "1 May 2014", "lang": "en", "format": "json"}
    listed = json.loads(client.get("/search", query_string=asked).data)["results"]
    told = {hit["id"]: hit["description"] for hit in listed}
    assert told[SUSPENSION] == "1 May 2014, S01-08"
    assert told["c36-first-of-may"].startswith("1 May 2014, RFE/RL")


#: Addresses where nothing is, and to what a reader is led from there.
ELSEWHERE = [
    ("/id/NATO", "/id/nato"),
    ("/id/rogozin", "/id/dmitry-rogozin"),
    ("/id/Рогозин", "/id/dmitry-rogozin"),
    ("/id/rogosin.html", "/id/dmitry-rogozin"),
    ("/id/Dmitri_Rogozin", "/id/dmitry-rogozin"),
    ("/id/S01-08", "/id/passage-s01-08"),
    ("/id/suspension-2014", "/id/suspension-of-cooperation-2014"),
    ("/entity/rogozin", "/id/dmitry-rogozin"),
    ("/entity/Рогозин", "/id/dmitry-rogozin"),
    ("/wiki/NATO-Russia_Council", "/id/nato-russia-council"),
    ("/rogozin", "/id/dmitry-rogozin"),
    ("/questions/who-created-the-council", "/questions/creation-of-the-council"),
    ("/questions/высылка-дипломатов", "/questions/"),
    ("/questions/quotation", "/questions/quotations"),
    ("/timelines", "/timeline"),
    ("/ontologie", "/ontology"),
]


@pytest.mark.parametrize(("address", "led_to"), ELSEWHERE)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_address_where_nothing_is_leads_to_what_was_meant(
    client: FlaskClient, address: str, led_to: str, language: str
) -> None:
    page = client.get(f"{address}?lang={language}", headers=HTML)
    assert page.status_code == 404
    main = page.text.partition('<main id="content">')[2].partition("<pre")[0]
    assert f'href="{led_to}' in main
