"""Comments, one at a time: as it was written beside what others would read; words are covered or shown; then it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import held
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.comments import Piece, comments_of, cover, quotes_file, settle, shown, waves_with_comments
from pipeline.run.workbench.refusal import Refusal

if TYPE_CHECKING:
    from pipeline.run.workbench.comments import Comment, Comments, State

_STATES: Final[tuple[State, ...]] = ("waiting", "approved", "not_for_use")
_REFUSED: Final = "comments_refused"


def comments(wave: str) -> None:
    """The part of a wave's comments; nothing where none are kept."""
    found = comments_of(held(), wave)
    if found is None:
        return
    st.markdown(f"##### {say('workbench.comments.title')}")
    if isinstance(found, Refusal):
        refusal(found.headline, found.problems)
        return
    if isinstance(why := st.session_state.pop(_REFUSED, None), Refusal):
        refusal(why.headline, why.problems)
    st.markdown(say("workbench.comments.means", day=found.delete_after.isoformat()))
    counts = {state: len(found.of(state)) for state in _STATES}
    state: State = (
        st.segmented_control(
            say("workbench.comments.which"),
            _STATES,
            default="waiting",
            required=True,
            format_func=lambda one: f"{say(f'workbench.comments.state.{_key(one)}')} ({counts[one]})",
            key=f"comments_state_{wave}",
        )
        or "waiting"
    )
    chosen = found.of(state)
    if chosen:
        _one_of(found, chosen, state)
    else:
        st.markdown(say(f"workbench.comments.none_{_key(state)}"))
    _take_along(wave)


def comments_of_closed_waves() -> None:
    """The same where no draft stands: comments can be read as long as they are kept."""
    waves = waves_with_comments(held())
    if waves:
        comments(waves[0] if len(waves) == 1 else st.selectbox(say("state.wave"), waves, key="comments_wave"))


def _one_of(found: Comments, chosen: tuple[Comment, ...], state: State) -> None:
    place = f"comments_at_{found.wave}_{_key(state)}"
    at = min(max(st.session_state.get(place, 0), 0), len(chosen) - 1)
    comment = chosen[at]
    with st.container(border=True):
        st.markdown(f"**{say('workbench.comments.at', at=at + 1, all=len(chosen))}** {_asked(found, comment)}")
        told = shown(comment)
        left, right = st.columns(2)
        left.markdown(f"{say('workbench.comments.written')}\n\n{_lines(told.pieces, covers=False)}")
        right.markdown(f"{say('workbench.comments.told')}\n\n{_lines(told.pieces, covers=True)}")
        key = f"covered_{comment.id}_{hash(told.covered)}"
        st.pills(
            say("workbench.comments.words"),
            range(len(told.words)),
            selection_mode="multi",
            default=told.covered,
            format_func=lambda number: told.words[number],
            key=key,
            on_change=_cover,
            args=(found.wave, comment, key),
            help=say("workbench.comments.words_help"),
        )
        _buttons(found.wave, comment, state, place, at, len(chosen))


def _asked(found: Comments, comment: Comment) -> str:
    asked = found.questions.get(comment.question, "")
    return say("workbench.comments.asked", question=plain(asked)) if asked else ""


def _buttons(wave: str, comment: Comment, state: State, place: str, at: int, n: int) -> None:
    with st.container(horizontal=True):
        for other in (one for one in ("approved", "not_for_use", "waiting") if one != state):
            key = _key(other)
            kind = "primary" if other == "approved" else "secondary"
            label = say(f"workbench.comments.to_{key}")
            st.button(label, type=kind, key=f"comment_to_{key}", on_click=_settle, args=(wave, comment, other))
        st.button(say("workbench.comments.before"), key="comment_before", on_click=_go, args=(place, at - 1), disabled=at == 0)
        st.button(say("workbench.comments.next"), key="comment_next", on_click=_go, args=(place, at + 1), disabled=at + 1 == n)


def _lines(pieces: tuple[Piece, ...], *, covers: bool) -> str:
    """Pieces as markdown, with the lines of the comment. covers : whether the kind stands in the place of what is covered."""
    return "".join(_piece(one, covers) for one in pieces)


def _piece(one: Piece, covers: bool) -> str:
    if one.kind and covers:
        return f":gray-badge[{plain(say(f'workbench.comments.kind.{_key(one.kind)}'))}]"
    edge = [" " if end.isspace() else "" for end in (one.text[0], one.text[-1])]
    words = "  \n".join(plain(line) for line in one.text.splitlines())
    return f":gray-background[{words}]" if one.kind else f"{edge[0]}{words}{edge[1] if words else ''}"


def _take_along(wave: str) -> None:
    """The file of approved comments, or what is still missing for it."""
    text = quotes_file(held(), wave)
    if isinstance(text, Refusal):
        st.markdown(plain(". ".join(problem.what for problem in text.problems)) + ".")
        return
    label = say("workbench.comments.take_along")
    st.download_button(
        label, text, f"quotes_{wave}.txt", "text/plain", key="quotes", on_click="ignore", icon=":material/download:"
    )
    st.caption(say("workbench.comments.take_along_means"))


def _cover(wave: str, comment: Comment, key: str) -> None:
    _keep(cover(held(), wave, comment, frozenset(st.session_state.get(key) or ())))


def _settle(wave: str, comment: Comment, state: State) -> None:
    _keep(settle(held(), wave, comment, state))


def _go(place: str, at: int) -> None:
    st.session_state[place] = at


def _keep(done: Refusal | None) -> None:
    if isinstance(done, Refusal):
        st.session_state[_REFUSED] = done


def _key(text: str) -> str:
    return text.replace(" ", "_").replace("-", "_")
