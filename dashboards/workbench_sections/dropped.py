"""Files that are brought: dropped, told what they are, taken away. A refused export does not stay unless the analyst says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import export, forget, held
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import KINDS, Work, put, settled, take_away

BESIDE: Final = ("roster", "codebook", "trained", "actions")
YAML: Final = ("binding", "instrument")
_TURN: Final = "drop_turn_"
_REFUSED: Final = "drop_refused_"
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Refused:
    """A file that was refused, held in this browser's session only."""

    name: str
    content: bytes
    why: Refusal


def drop(work: Work, kind: str) -> None:
    """The place where a file of a kind is dropped, and what lies there now."""
    st.markdown(f"**{say(f'workbench.kind.{kind}')}**")
    if kind in work.files:
        _there(work, kind)
    else:
        turn = st.session_state.setdefault(_TURN + kind, 0)
        key = f"drop_{kind}_{turn}"
        endings = " ".join(KINDS[kind].endings)
        label = say("workbench.bring.drop", what=say(f"workbench.kind.{kind}"))
        st.file_uploader(label, key=key, on_change=_take, args=(kind, key), label_visibility="collapsed")
        st.caption(say(f"workbench.kind_help.{kind}") + " " + say("workbench.bring.endings", endings=plain(endings)))
    _tell_refused(kind)


def _there(work: Work, kind: str) -> None:
    path = work.files[kind]
    left, right = st.columns([2, 1], vertical_alignment="center")
    left.markdown(f":material/description: {plain(path.name)} ({_size(path.stat().st_size)})")
    right.button(say("workbench.bring.take_away"), key=f"away_{kind}", on_click=_away, args=(kind,), width="stretch")


def _size(size: int) -> str:
    return f"{size / _MB:.1f} MB" if size >= _MB / 10 else f"{max(1, round(size / 1000))} kB"


def _take(kind: str, key: str) -> None:
    """Put the dropped file into the work; an export that cannot be read does not stay."""
    dropped = st.session_state.get(key)
    if dropped is None:
        return
    st.session_state[_TURN + kind] += 1
    _placed(kind, dropped.name, dropped.getvalue(), stays=False)


def _placed(kind: str, name: str, content: bytes, *, stays: bool) -> None:
    st.session_state.pop(_REFUSED + kind, None)
    work = held()
    if kind == "export":
        work = settled(work, platform=None, encoding=None, delimiter=None, header_rows=None)
    done = attempt(lambda: put(work, kind, name, content))
    why = done if isinstance(done, Refusal) else _unreadable(done, kind)
    if why is None or (stays and not isinstance(done, Refusal)):
        return
    if not isinstance(done, Refusal):
        take_away(done, kind)
        forget()
    st.session_state[_REFUSED + kind] = _Refused(name, content, why)


def _unreadable(work: Work, kind: str) -> Refusal | None:
    found = export(work) if kind == "export" else None
    return found if isinstance(found, Refusal) else None


def _away(kind: str) -> None:
    st.session_state.pop(_REFUSED + kind, None)
    take_away(held(), kind)
    forget()


def _tell_refused(kind: str) -> None:
    """Why the last file was refused, and that it is not here any more."""
    found: _Refused | None = st.session_state.get(_REFUSED + kind)
    if found is None:
        return
    st.markdown(say("workbench.bring.refused", name=plain(found.name)))
    refusal(found.why.headline, found.why.problems)
    if kind == "export" and found.why.exit_code == 3:
        st.markdown(say("workbench.bring.read_otherwise"))
        st.button(say("workbench.bring.keep"), key="keep_refused", on_click=_keep, args=(kind,))


def _keep(kind: str) -> None:
    found: _Refused = st.session_state[_REFUSED + kind]
    _placed(kind, found.name, found.content, stays=True)


def copy(work: Work, kind: str) -> None:
    """A file of the work to take along, where it lies here."""
    if path := work.files.get(kind):
        label = say("workbench.bring.copy", name=path.name)
        st.download_button(label, path.read_bytes(), path.name, "application/yaml", key=f"copy_{kind}", on_click="ignore")
