"""pywikibot: an item with its claims from a family of our own, searches, and a query."""

import json
import os
import sys
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

FAMILY = '''
from pywikibot import family


class Family(family.Family):
    """The site that runs here, as a wiki."""

    name = "nrr"
    langs = {{"nrr": "{place}"}}

    def scriptpath(self, code):
        return "/w"

    def protocol(self, code):
        return "http"

    def interface(self, code):
        return "DataSite"

    def shared_data_repository(self, code, transcluded=False):
        return (code, self.name)

    def entity_sources(self, code):
        return {{"item": ("nrr", "nrr"), "property": ("nrr", "nrr")}}

    def calendarmodel(self, code):
        return "http://www.wikidata.org/entity/Q1985727"
'''

root, number = sys.argv[1:]
folder = Path(mkdtemp())
(folder / "nrr_family.py").write_text(FAMILY.format(place=urlsplit(root).netloc))
os.environ["PYWIKIBOT_DIR"] = str(folder)
os.environ["PYWIKIBOT_NO_USER_CONFIG"] = "2"

import pywikibot
from pywikibot import config
from pywikibot.data import sparql

config.family_files["nrr"] = str(folder / "nrr_family.py")
config.usernames["nrr"]["nrr"] = "Reader"
site = pywikibot.Site("nrr", "nrr")
item = pywikibot.ItemPage(site, number)
item.get()
when = item.claims["P585"][0].getTarget()
query = sparql.SparqlQuery(
    endpoint=f"{root}/wikibase/sparql", entity_url=f"{root}/entity/", repo=site
)
rows = query.select(f"SELECT ?x {{ wd:{number} wdt:P31 ?x }}")
found = site.search_entities("rogozin", "en", total=3)
pages = site.search("haswbstatement:P31=Q129 paris", total=3, namespaces=[0])
print(
    json.dumps(
        {
            "found": [hit["id"] for hit in found],
            "pages": [page.title() for page in pages],
            "label": item.labels["en"],
            "claims": sorted(item.claims),
            "when": [when.year, when.month, when.precision],
            "rows": len(rows or []),
        }
    )
)
