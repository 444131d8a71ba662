"""DuckDB: one SQL statement over the file."""

import csv
import json
import sys
import time
from pathlib import Path

import duckdb

print("imported", time.time(), flush=True)

plan = json.loads(Path(sys.argv[1]).read_text())
scales, ratings, names = plan["scales"], plan["ratings"], plan["names"]
willing, rule = plan["composite"]["name"], plan["reluctant"]
parts = plan["composite"]["scales"]
rated = [item for items in scales.values() for item in items] + ratings


def text(value):
    return "'" + value.replace("'", "''") + "'"


def case(column, table, otherwise):
    """Look a text up."""
    return f'CASE "{column}" ' + " ".join(f"WHEN {text(a)} THEN {b}" for a, b in table.items()) + f" ELSE {otherwise} END"


def number(column):
    turned = {label: 6 - n if column in plan["reversed"] else n for label, n in plan["worth"].items()}
    return f'{case(column, turned, "NULL")}::TINYINT AS "{column}"'


def score(items):
    given = " + ".join(f"({item} IS NOT NULL)::INT" for item in items)
    total = " + ".join(f"coalesce({item}, 0)" for item in items)
    return f"CASE WHEN ({given}) * 2 >= {len(items)} THEN (({total}) / ({given}) - 1) * 25 END"


with open(sys.argv[3], newline="", encoding="utf-8") as file:
    header = next(csv.reader(file))
files = "[" + ", ".join(text(path) for path in sys.argv[3:]) + "]"
places = {column: case(column, {a: text(b) for a, b in known.items()}, "'not stated'") for column, known in names.items()}
composite = f"list_avg([{', '.join(parts)}])"
known = " + ".join(f"({part} IS NOT NULL)::INT" for part in parts)
scores = [*scales, willing, *ratings]
figures = ", ".join(f'count({s}) AS "{s}|n", avg({s}) AS "{s}|mean", var_samp({s}) AS "{s}|variance"' for s in scores)
query = f"""
WITH answers AS (
  SELECT {", ".join(f'{sql} AS "{column}"' for column, sql in places.items())}, {", ".join(number(column) for column in rated)}
  FROM read_csv({files}, header=false, skip=3, all_varchar=true, delim=',', quote='"', escape='"', names={header})
  WHERE {" AND ".join(f'"{column}" = {text(value)}' for column, value in plan["kept"].items())}),
scored AS (
  SELECT {", ".join(names)}, {", ".join(f"{score(items)} AS {scale}" for scale, items in scales.items())},
         {", ".join(f"({column} - 1) * 25.0 AS {column}" for column in ratings)} FROM answers),
judged AS (SELECT *, CASE WHEN ({known}) * 2 >= {len(parts)} THEN {composite} END AS {willing} FROM scored),
told AS (
  SELECT *, CASE WHEN {willing} IS NOT NULL THEN
    ({willing} < {rule["composite_below"]} OR coalesce({rule["scale"]} <= {rule["scale_at_most"]}, false))::INT END AS reluctant
  FROM judged)
SELECT {", ".join(names)}, {figures}, count(reluctant) AS "reluctant|n", avg(reluctant) AS "reluctant|mean"
FROM told GROUP BY {", ".join(names)}
"""
cells = duckdb.sql(query)
with open(sys.argv[2], "w") as out:
    out.write(",".join([*names, "what", "n", "mean", "variance"]) + "\n")
    for row in cells.order(", ".join(names)).fetchall():
        told = dict(zip(cells.columns, row, strict=True))
        key = ",".join('"' + told[name].replace('"', '""') + '"' for name in names)
        for s in sorted([*scores, "reluctant"]):
            values = [told.get(f"{s}|{k}") for k in ("n", "mean", "variance")]
            out.write(f"{key},{s}," + ",".join("" if value is None else repr(value) for value in values) + "\n")
