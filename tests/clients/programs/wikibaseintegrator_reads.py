"""WikibaseIntegrator: an item with its labels and claims, a search, a query."""

import json
import sys

from wikibaseintegrator import WikibaseIntegrator, wbi_helpers
from wikibaseintegrator.wbi_config import config

root, number = sys.argv[1:]
config["MEDIAWIKI_API_URL"] = f"{root}/w/api.php"
config["SPARQL_ENDPOINT_URL"] = f"{root}/wikibase/sparql"
config["WIKIBASE_URL"] = root
config["USER_AGENT"] = "nrr-graph tests"
item = WikibaseIntegrator().item.get(number)
query = f"SELECT ?x {{ wd:{number} wdt:P31 ?x }}"
print(
    json.dumps(
        {
            "label": item.labels.get("en").value,
            "russian": item.labels.get("ru").value,
            "claims": sorted({claim.mainsnak.property_number for claim in item.claims}),
            "found": wbi_helpers.search_entities("rogozin", language="en"),
            "rows": len(wbi_helpers.execute_sparql_query(query)["results"]["bindings"]),
        }
    )
)
