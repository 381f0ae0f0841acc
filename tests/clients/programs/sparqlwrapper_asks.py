"""SPARQLWrapper: the label service by GET and by both forms of POST."""

import json
import sys

from SPARQLWrapper import GET, JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

root, number = sys.argv[1:]
found = []
for method, how in ((GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)):
    wrapper = SPARQLWrapper(f"{root}/wikibase/sparql")
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(
        f"SELECT ?xLabel {{ VALUES ?x {{ wd:{number} }} "
        'SERVICE wikibase:label { bd:serviceParam wikibase:language "en" } }'
    )
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    found.append(rows[0]["xLabel"]["value"])
print(json.dumps({"labels": found}))
