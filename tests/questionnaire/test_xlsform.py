"""The XLSForm is taken by pyxform without a warning, and its conditions hold where the form's do."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from pyxform.xls2xform import convert

from pipeline.instrument.load import load_instrument
from pipeline.questionnaire.form import VERSION, Form, Wanted
from pipeline.questionnaire.making import form_of
from pipeline.questionnaire.xlsform import WORKBOOK, files

EVERYTHING = Wanted(comments=True, contact=True, linked=True)
SHIPPED = ("tele_oncology", "tele_oncology_short", "oric", "aim_iam_fim", "sus", "training_pairs")
FORMS = "{http://www.w3.org/2002/xforms}"


@pytest.mark.parametrize("wanted", [Wanted(), EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("name", SHIPPED)
def test_pyxform_takes_it_without_a_warning(name: str, wanted: Wanted) -> None:
    form = form_of(load_instrument(name), wanted)
    result = convert(io.BytesIO(files(form)[WORKBOOK]), file_type=".xlsx", warnings=(warnings := []))
    assert warnings == [] and list(result.warnings) == []
    assert result.xform.startswith("<?xml")


def test_each_question_is_shown_to_whom_the_form_says() -> None:
    form = form_of(load_instrument("tele_oncology"))
    shown = _relevance(form)
    for matrix in form.matrices:
        for row in matrix.rows:
            for role in form.instrument.roles:
                for version in range(form.versions):
                    assert _holds(shown.get(row.name), role.id, version) == row.audience.sees(role.id, version), row.name


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    form = form_of(load_instrument("tele_oncology_short"))
    assert files(form) == files(form)


def _relevance(form: Form) -> dict[str, str]:
    """Question -> condition, in the form that pyxform made."""
    tree = ElementTree.fromstring(convert(io.BytesIO(files(form)[WORKBOOK]), file_type=".xlsx").xform.encode())
    binds = tree.iter(f"{FORMS}bind")
    return {bind.get("nodeset", "").rpartition("/")[2]: bind.get("relevant") for bind in binds if bind.get("relevant")}


def _holds(condition: str | None, role: str, version: int) -> bool:
    """An XPath of ``selected``, ``and`` and ``or`` is Python, once its paths are values."""
    if condition is None:
        return True
    values = {"role": f"'{role}'", VERSION: f"'{version}'"}
    code = re.sub(r"\s/[\w/]*/(\w+)\s", lambda found: values[found[1]], condition)
    return bool(eval(code, {"selected": lambda several, one: one in several.split()}))  # our own form, no answer in it
