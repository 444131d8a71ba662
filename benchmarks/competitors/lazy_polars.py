"""polars, lazy and streaming: texts are read as enumerations, everything else is one query."""

import json
import sys
import time
from pathlib import Path

import polars as pl

print("imported", time.time(), flush=True)

plan = json.loads(Path(sys.argv[1]).read_text())
scales, ratings, names = plan["scales"], plan["ratings"], plan["names"]
willing, rule = plan["composite"]["name"], plan["reluctant"]


def score(columns):
    """Mean of the answers given, 0-100, where at least half are."""
    given = pl.sum_horizontal(pl.col(column).is_not_null() for column in columns)
    return pl.when(given * 2 >= len(columns)).then((pl.sum_horizontal(columns) / given - 1) * 25)


def number(column):
    """Answers are enumerations from the lowest to the highest, then "does not apply"."""
    code = pl.col(column).to_physical().cast(pl.Int8) + 1
    return pl.when(code < 6).then(6 - code if column in plan["reversed"] else code)


rated = [item for items in scales.values() for item in items] + ratings
kinds = {column: pl.Enum(plan["answers"][column]) for column in rated}
frame = pl.scan_csv(sys.argv[3:], skip_rows_after_header=2, infer_schema=False, schema_overrides=kinds)
frame = frame.filter(*(pl.col(column) == value for column, value in plan["kept"].items()))
frame = frame.select(
    *(pl.col(c).replace_strict(known, default="not stated", return_dtype=pl.Enum([*dict.fromkeys(known.values()), "not stated"]))
      for c, known in names.items()),
    *(number(column).alias(column) for column in rated),
)  # fmt: skip
frame = frame.select(
    *names,
    *(score(items).alias(scale) for scale, items in scales.items()),
    *(((pl.col(column) - 1) * 25.0).alias(column) for column in ratings),
)
parts = plan["composite"]["scales"]
known = pl.sum_horizontal(pl.col(part).is_not_null() for part in parts)
frame = frame.with_columns(pl.when(known * 2 >= len(parts)).then(pl.mean_horizontal(parts)).alias(willing))
reluctant = (pl.col(willing) < rule["composite_below"]) | (pl.col(rule["scale"]) <= rule["scale_at_most"]).fill_null(False)
frame = frame.with_columns(pl.when(pl.col(willing).is_not_null()).then(reluctant).alias("reluctant"))

scores = [*scales, willing, *ratings]
cells = frame.group_by(*names).agg(
    *(pl.col(s).count().alias(f"{s}|n") for s in [*scores, "reluctant"]),
    *(pl.col(s).mean().alias(f"{s}|mean") for s in [*scores, "reluctant"]),
    *(pl.col(s).var().alias(f"{s}|variance") for s in scores),
)
cells = cells.collect(engine="streaming").with_columns(pl.lit(None, dtype=pl.Float64).alias("reluctant|variance"))
tables = [
    cells.select(*names, pl.lit(s).alias("what"), *(pl.col(f"{s}|{k}").alias(k) for k in ("n", "mean", "variance")))
    for s in [*scores, "reluctant"]
]
pl.concat(tables).sort(*names, "what").write_csv(sys.argv[2])
