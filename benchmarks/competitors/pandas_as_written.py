"""pandas as people write it: read all, map, mean(axis=1), groupby."""

import json
import sys
import time
from pathlib import Path

import pandas as pd

print("imported", time.time(), flush=True)

plan = json.loads(Path(sys.argv[1]).read_text())
scales, ratings = plan["scales"], plan["ratings"]
willing = plan["composite"]["name"]
scores = [*scales, willing, *ratings]

df = pd.concat([pd.read_csv(path, skiprows=[1, 2], low_memory=False) for path in sys.argv[3:]])
df = df[(df["Status"] == plan["kept"]["Status"]) & df["Finished"]].copy()

for column, known in plan["names"].items():
    df[column] = df[column].map(known).fillna("not stated")
for column in [item for items in scales.values() for item in items] + ratings:
    df[column] = df[column].map(plan["worth"])
for column in plan["reversed"]:
    df[column] = 6 - df[column]

for scale, items in scales.items():
    enough = df[items].notna().sum(axis=1) >= len(items) / 2
    df[scale] = ((df[items].mean(axis=1) - 1) * 25).where(enough)
for column in ratings:
    df[column] = (df[column] - 1) * 25
parts = plan["composite"]["scales"]
df[willing] = df[parts].mean(axis=1).where(df[parts].notna().sum(axis=1) >= len(parts) / 2)

rule = plan["reluctant"]
reluctant = (df[willing] < rule["composite_below"]) | (df[rule["scale"]] <= rule["scale_at_most"])
df["reluctant"] = reluctant.astype(float).where(df[willing].notna())

groups = df.groupby(list(plan["names"]))
table = groups[scores].agg(["count", "mean", "var"]).stack(level=0, future_stack=True)
share = groups["reluctant"].agg(["count", "mean"]).assign(what="reluctant").set_index("what", append=True)
table.index.names = share.index.names
table = pd.concat([table, share]).rename(columns={"count": "n", "var": "variance"})
table[["n", "mean", "variance"]].sort_index().to_csv(sys.argv[2])
