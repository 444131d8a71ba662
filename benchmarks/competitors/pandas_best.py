"""The best pandas: chunks, only the columns needed, factorize, int8, sums that are added up."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

print("imported", time.time(), flush=True)

CHUNK = 100_000
plan = json.loads(Path(sys.argv[1]).read_text())
scales, ratings, names = plan["scales"], plan["ratings"], plan["names"]
worth, reverse = plan["worth"], set(plan["reversed"])
willing, rule = plan["composite"]["name"], plan["reluctant"]
scores = [*scales, willing, *ratings, "reluctant"]
needed = [*plan["kept"], *names, *(item for items in scales.values() for item in items), *ratings]
levels = {column: [*dict.fromkeys(known.values()), "not stated"] for column, known in names.items()}
size = int(np.prod([len(labels) for labels in levels.values()]))


def mapped(column, table, blank, kind):
    """Look up every distinct text once."""
    codes, texts = pd.factorize(column)
    found = np.array([*(table.get(text, blank) for text in texts), blank], dtype=kind)
    return found[codes]


def scored(answers, items):
    """Sum of the answers given, and how many; 0 stands for none."""
    total, given = np.zeros(len(answers[items[0]]), dtype=np.int16), np.zeros(len(answers[items[0]]), dtype=np.int8)
    for item in items:
        total += answers[item]
        given += answers[item] > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(given * 2 >= len(items), (total / given - 1) * 25, np.nan)


sums = {score: np.zeros((3, size)) for score in scores}
people = np.zeros(size)
for path in sys.argv[3:]:
    reader = pd.read_csv(path, skiprows=[1, 2], usecols=needed, dtype=str, chunksize=CHUNK, keep_default_na=False)
    for chunk in reader:
        keep = np.ones(len(chunk), dtype=bool)
        for column, value in plan["kept"].items():
            keep &= mapped(chunk[column], {value: True}, False, bool)
        cell = np.zeros(len(chunk), dtype=np.int64)
        for column, known in names.items():
            place = {label: i for i, label in enumerate(levels[column])}
            codes = mapped(chunk[column], {text: place[label] for text, label in known.items()}, len(place) - 1, np.int64)
            cell = cell * len(place) + codes
        cell = cell[keep]
        people += np.bincount(cell, minlength=size)
        answers = {}
        for column in needed[len(plan["kept"]) + len(names) :]:
            code = mapped(chunk[column], worth, 0, np.int8)[keep]
            answers[column] = np.where(code > 0, 6 - code, 0).astype(np.int8) if column in reverse else code
        values = {scale: scored(answers, items) for scale, items in scales.items()}
        parts = np.column_stack([values[scale] for scale in plan["composite"]["scales"]])
        there = ~np.isnan(parts)
        enough = there.sum(axis=1) * 2 >= parts.shape[1]
        with np.errstate(invalid="ignore", divide="ignore"):
            values[willing] = np.where(enough, np.where(there, parts, 0).sum(axis=1) / there.sum(axis=1), np.nan)
        values |= {column: scored(answers, [column]) for column in ratings}
        reluctant = (values[willing] < rule["composite_below"]) | (values[rule["scale"]] <= rule["scale_at_most"])
        values["reluctant"] = np.where(enough, reluctant, np.nan)
        for score, value in values.items():
            known = ~np.isnan(value)
            where, what = cell[known], value[known]
            sums[score][0] += np.bincount(where, minlength=size)
            sums[score][1] += np.bincount(where, what, minlength=size)
            sums[score][2] += np.bincount(where, what * what, minlength=size)

index = pd.MultiIndex.from_product([*levels.values()], names=[*names])
tables = []
for score, (n, first, second) in sums.items():
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(n > 1, (second - first * first / n) / (n - 1), np.nan)
        table = pd.DataFrame({"n": n.astype(int), "mean": first / n, "variance": variance}, index=index)
    if score == "reluctant":
        table["variance"] = np.nan
    tables.append(table.assign(what=score)[people > 0].set_index("what", append=True))
pd.concat(tables).sort_index().to_csv(sys.argv[2])
