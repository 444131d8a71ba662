"""Every word of the screen is in the words: nothing that people read stands in a page, no key is missing, none is left over."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipeline.publish.words import ENGLISH, words

ROOT = Path(__file__).parents[2]
DASHBOARDS = ROOT / "dashboards"
NO_READER = (
    *("access_checks", "access_file", "access_log", "access_values", "device", "first_load", "identity", "made_tables", "pages"),
    *("response_headers", "serve", "server", "sessions", "workbench_serve", "workbench_server"),
)
"""Modules whose texts go to logs, headers and the terminal, never onto a page."""
READ = re.compile(r"[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}|^[A-Z][a-z]+$")
NOT_READ = ("file-link quiet", *(f"{up} {side}" for up in ("top", "middle", "bottom") for side in ("left", "center", "right")))
"""Two words, or one with a capital letter: what a person would read."""
MARKUP = re.compile(r"[<{}]|^[.#:]|^[a-z-]+:|; |!important")
KEY = re.compile(r"[a-z_]+\.\S*$")
"""A key, or how one begins; other functions are called ``say``, too."""
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")
OPEN_ENDED = ("column.", "meaning.", "glossary.", "rule.")
"""Sections whose keys are asked for by a name that is a value: of a column, a word, a rule."""


def modules() -> list[Path]:
    """Every module of the screen."""
    return sorted(path for path in DASHBOARDS.rglob("*.py") if path.stem not in NO_READER and "stills" not in path.parts)


@cache
def trees() -> list[ast.Module]:
    """Every module that may ask for words."""
    paths = (path for folder in ("dashboards", "pipeline") for path in sorted((ROOT / folder).rglob("*.py")))
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths]


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts of a module that are neither a docstring nor the message of a mistake of ours."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        unread = [node] if isinstance(node, ast.Raise) or _names(node) else _of_the_log(node)
        silent |= {id(part) for top in unread for part in ast.walk(top)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def _of_the_log(node: ast.AST) -> list[ast.expr]:
    """Those of its values that are for a log: why something is refused, what a log is told."""
    if not isinstance(node, ast.Call):
        return []
    if isinstance(node.func, ast.Attribute) and "log" in ast.unparse(node.func.value).lower():
        return node.args
    return node.args[1:2] if isinstance(node.func, ast.Name) and node.func.id == "Refusal" else []


def _names(node: ast.AST) -> bool:
    """Whether it lists the names that a module gives."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def own_words(tree: ast.Module) -> list[tuple[int, str]]:
    """Texts that a person would read, with their lines."""
    found = literals(tree)
    return [(line, text) for line, text in found if READ.search(text) and not MARKUP.search(text) and text not in NOT_READ]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(DASHBOARDS)))
def test_no_page_section_or_chart_has_words_of_its_own(path: Path) -> None:
    assert own_words(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_check_finds_words_and_lets_keys_and_styles_pass() -> None:
    code = 'st.title("How sure")\nst.info(f"There are {n} groups here")\nst.text("Scale")\nsay("a.title")\nst.html("<b>a b</b>")'
    assert {text for _, text in own_words(ast.parse(code))} == {"How sure", "There are ", " groups here", "Scale"}


def said() -> tuple[set[str], list[re.Pattern[str]]]:
    """Keys that are asked for as they stand, and patterns of those that are made of parts."""
    keys: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "has") and node.args:
                found = _keys_of(node.args[0])
                keys |= {str(part.value) for part in found if isinstance(part, ast.Constant)}
                patterns += [_pattern(part) for part in found if isinstance(part, ast.JoinedStr)]
    return {key for key in keys if KEY.match(key)}, [one for one in patterns if KEY.match(one.pattern.replace("\\", ""))]


def _keys_of(asked: ast.expr) -> list[ast.Constant | ast.JoinedStr]:
    """Texts that a key may be: both of a choice."""
    if isinstance(asked, ast.IfExp):
        return [*_keys_of(asked.body), *_keys_of(asked.orelse)]
    return [asked] if isinstance(asked, ast.Constant | ast.JoinedStr) else []


def _pattern(key: ast.JoinedStr) -> re.Pattern[str]:
    parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+" for part in key.values)
    return re.compile("".join(parts))


def test_every_key_that_is_asked_for_has_words() -> None:
    keys, patterns = said()
    known = words(ENGLISH)
    assert sorted(key for key in keys if key not in known and not any(one.fullmatch(key) for one in patterns)) == []
    assert [one.pattern for one in patterns if not any(one.fullmatch(key) for key in known)] == []


def test_no_words_are_left_over() -> None:
    keys, _ = said()
    made = [_pattern(node) for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    patterns = [one for one in made if KEY.match(one.pattern.replace("\\", ""))]
    texts = {text for tree in trees() for _, text in literals(tree)}
    names = {name for text in texts for name in re.findall(r"\w+", text)}

    def used(key: str) -> bool:
        if key.startswith(OPEN_ENDED):
            name = key.split(".")[1]
            return name in names or re.sub("_(low|high)$", "", name) in names
        return key in keys or key in texts or any(one.fullmatch(key) for one in patterns)

    assert sorted(key for key in words(ENGLISH) if not used(key)) == []


def test_what_explains_a_heading_has_a_heading() -> None:
    known = words(ENGLISH)
    meanings = {key.removeprefix("meaning.") for key in known if key.startswith("meaning.")}
    assert sorted(name for name in meanings if f"column.{name}" not in known) == []


def test_one_and_other_hold_the_same_values() -> None:
    for key, text in words(ENGLISH).items():
        if not isinstance(text, str):
            one, other = (set(PLACEHOLDER.findall(text[number])) for number in ("one", "other"))
            assert one <= other | {"n"}, key


def test_words_used_here_are_those_of_the_glossary() -> None:
    rows = [line.strip().strip("|").split(" | ", 1) for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()]
    glossary = [(row[0].strip(), row[1].strip()) for row in rows if len(row) == 2]
    known = words(ENGLISH)
    shown = [key.removesuffix(".word") for key in known if key.startswith("glossary.") and key.endswith(".word")]
    assert shown
    for key in shown:
        assert (known[f"{key}.word"], known[f"{key}.meaning"]) in glossary, key


SECOND = """
import os, sys
from pathlib import Path
import pipeline.publish.words as spoken
spoken._FOLDER = Path(sys.argv[1])
import dashboards.page_access as access
access.refusal = lambda *_: None
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("dashboards/app.py", default_timeout=60)
app.switch_page("app_pages/how_sure.py").run()
assert not app.exception, app.exception
print(app.title[0].value, "|", app.subheader[0].value, "|", app.expander[-1].label)
"""


def test_a_second_language_is_a_file_and_what_it_lacks_is_english(sample_outputs: Path, tmp_path: Path) -> None:
    english = (ROOT / "pipeline" / "publish" / "words" / "en.toml").read_bytes()
    (tmp_path / "en.toml").write_bytes(english)
    (tmp_path / "xx.toml").write_text('[page]\nhow_sure = "Ẃíé šíčhér"\n[show]\nhow_we_know = "Ẃóhér"\n', encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TELEHEALTH_OUTPUTS": str(sample_outputs), "TELEHEALTH_LANGUAGE": "xx"}
    command = [sys.executable, "-c", SECOND, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.stdout.strip().splitlines()[-1] == "Ẃíé šíčhér | Response | Ẃóhér", done.stderr[-800:]
