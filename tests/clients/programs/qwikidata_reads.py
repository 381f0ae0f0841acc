"""qwikidata: an item by linked data, its claims with qualifiers and references, a dump, a query."""

import json
import sys
import urllib.request
from pathlib import Path
from tempfile import mkdtemp

from qwikidata.entity import WikidataItem
from qwikidata.json_dump import WikidataJsonDump
from qwikidata.linked_data_interface import get_entity_dict_from_api
from qwikidata.sparql import return_sparql_query_results

root, number = sys.argv[1:]
item = WikidataItem(get_entity_dict_from_api(number, f"{root}/wiki/Special:EntityData"))
claim = item.get_truthy_claim_groups()["P31"][0]
dump = Path(mkdtemp()) / "entities.json"
urllib.request.urlretrieve(f"{root}/wikibase/entities.json", dump)
query = f"SELECT ?x {{ wd:{number} wdt:P31 ?x }}"
answer = return_sparql_query_results(query, f"{root}/wikibase/sparql")
print(
    json.dumps(
        {
            "label": item.get_label(),
            "value": claim.mainsnak.datavalue.value["id"],
            "qualifiers": sorted(claim.qualifiers),
            "references": len(claim.references),
            "entities": sum(1 for _ in WikidataJsonDump(str(dump))),
            "rows": len(answer["results"]["bindings"]),
        }
    )
)
