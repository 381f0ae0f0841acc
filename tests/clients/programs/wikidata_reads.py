"""Wikidata (the package): an item, its label and a property's value."""

import json
import sys

from wikidata.client import Client

root, number = sys.argv[1:]
client = Client(base_url=f"{root}/")
item = client.get(number, load=True)
time = item.get(client.get("P585"))
print(
    json.dumps({"label": str(item.label), "description": str(item.description), "when": str(time)})
)
