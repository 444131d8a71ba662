"""An export in another language: its answers are put in order and its statements apart in the workbench, by choices alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.serve import OUTPUTS
from dashboards.workbench_held import forget
from dashboards.workbench_serve import PRIVATE
from pipeline.run.workbench.questionnaire_file import edited
from pipeline.run.workbench.work import OWN, opened, put, settled

ROOT = Path(__file__).parents[2]
WORDS = ("Stimme nicht zu", "Teils, teils", "Stimme zu")


def test_answers_are_put_in_order_and_statements_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OUTPUTS, str(tmp_path / "outputs"))
    monkeypatch.setenv(PRIVATE, str(tmp_path / "private"))
    forget()
    rows = [f"{WORDS[n % 3]};{WORDS[(n + 1) % 3]}" for n in range(20)]
    text = "\n".join(["Video ist nützlich;Ich will mitmachen", *rows])
    work = put(opened(tmp_path / "outputs"), "export", "antworten.csv", text.encode())
    settled(work, instrument=OWN)

    app = AppTest.from_file(str(ROOT / "dashboards" / "workbench.py"), default_timeout=120).run()
    app = app.switch_page("workbench_pages/questions.py").run()
    assert not app.exception
    app.multiselect(key="own_unordered_0").set_value(list(WORDS)).run()
    app.button(key="own_take_order").click().run()
    assert not app.exception
    made = edited(opened(tmp_path / "outputs"))
    assert made is not None and [one.label for one in made.answers[0].scored] == list(WORDS)
    assert any("no scale measures willingness" in one.value for one in app.markdown)

    source = made.scales[0].id
    will = next(item.id for item in made.scales[0].items if "mitmachen" in item.text)
    app.multiselect(key=f"own_apart_{source}").set_value([will])
    app.text_input(key=f"own_apart_name_{source}").set_value("Mitmachen")
    app.button(key="own_apart_take").click().run()
    assert not app.exception
    made = edited(opened(tmp_path / "outputs"))
    assert made is not None and {scale.label: len(scale.items) for scale in made.scales}["Mitmachen"] == 1
    forget()
