"""py-reconciliation-service-api: the manifest and a batch, checked against its models."""

import json
import sys

from py_reconciliation_service_api import build_reconciliation_service
from py_reconciliation_service_api.models.reconciliation import ReconciliationQuery

service = build_reconciliation_service(f"{sys.argv[1]}/reconcile")
queries = [ReconciliationQuery(query=name) for name in ("NATO", "Россия", "Rogozin")]
results = service.reconcile_batch(queries)
print(json.dumps({"name": service._manifest.name, "ids": [r.result[0].id for r in results]}))
