"""wikibase-rest-api-client: an item and a label."""

import json
import sys

from wikibase_rest_api_client import Client
from wikibase_rest_api_client.api.items import get_item
from wikibase_rest_api_client.api.labels import get_item_label

root, number = sys.argv[1:]
client = Client(base_url=f"{root}/w/rest.php/wikibase/v1")
item = get_item.sync_detailed(number, client=client).parsed
label = json.loads(get_item_label.sync_detailed(number, "en", client=client).content)
print(json.dumps({"id": item.id, "label": label, "statements": len(item.statements.to_dict())}))
