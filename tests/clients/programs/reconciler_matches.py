"""reconciler: a column of a data frame, with and without a type."""

import json
import sys

import pandas
from reconciler import reconcile

root, person = sys.argv[1:]
names = pandas.Series(["NATO", "Рогозин", "Nobody of this name at all"])
found = reconcile(names, reconciliation_endpoint=f"{root}/reconcile", top_res=1)
typed = reconcile(
    names[1:2], type_id=person, reconciliation_endpoint=f"{root}/reconcile", top_res=1
)
print(json.dumps({"ids": found["id"].fillna("").tolist(), "typed": typed["id"].tolist()}))
