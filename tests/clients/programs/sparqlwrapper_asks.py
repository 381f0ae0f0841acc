"""SPARQLWrapper: the label service by GET and by both forms of POST; every format it knows."""

import json
import sys
import warnings

from SPARQLWrapper import GET, JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from SPARQLWrapper.Wrapper import _allowedFormats

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


def answered(path: str, text: str, returned: str, only_by_header: bool) -> str:
    wrapper = SPARQLWrapper(f"{root}{path}")
    wrapper.setReturnFormat(returned)
    wrapper.setOnlyConneg(only_by_header)
    wrapper.setQuery(text)
    return wrapper.query().info()["content-type"].partition(";")[0]


warnings.simplefilter("ignore")
FORMS = {
    "SELECT": "SELECT * { ?s ?p ?o } LIMIT 1",
    "CONSTRUCT": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1",
}
PATHS = ("/sparql", "/wikibase/sparql")
by_word, by_header = (
    {
        f"{form} {returned}": [answered(path, text, returned, only_by_header) for path in PATHS]
        for form, text in FORMS.items()
        for returned in _allowedFormats
    }
    for only_by_header in (False, True)
)
print(json.dumps({"labels": found, "by_word": by_word, "by_header": by_header}))
