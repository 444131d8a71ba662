"""The flow chart: one call per stage. Private until ``protect``, publishable after it."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from pipeline.run.given import given
from pipeline.run.measured import measured
from pipeline.run.protected import protected
from pipeline.run.published import published
from pipeline.run.request import Request, Say
from pipeline.run.store import by_threads, store_of

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def analyze(request: Request, say: Say = lambda line: None, tell: Say = lambda line: None) -> Bundle:
    """From an export to a published draft wave.

    raises : UserError for every mistake a user can mend, another command at work among them; then nothing was written to ``out``.
    """
    from pipeline.beside import beside
    from pipeline.copied import may_copy
    from pipeline.private.lock import working
    from pipeline.publish.ready import Ready
    from pipeline.publish.waiting_browser import waiting_browser
    from pipeline.second import second

    with working(request.out, request.private_folder, "analyze", request.wait), ExitStack() as stack:
        helper = stack.enter_context(second(_load)) if may_copy() and by_threads(request) else None
        store = store_of(request)
        inputs = given(request, tell)
        ready = Ready(stack.enter_context(waiting_browser(request.pdf)), helper)
        scored = measured(request, inputs, store, say, tell)
        say("Protecting: choosing what can be shown")
        safe = protected(request, inputs, scored, tell)
        say("Finding")
        from pipeline.findings.findings import find

        with beside(partial(find, safe.release, inputs.instrument, safe.otherwise, scored.before), second=helper) as findings:
            say("Writing")
            return published(request, inputs, scored, safe, findings, tell, ready)


def _load() -> None:
    """What findings and half of the files are made with."""
    import pipeline.findings.findings
    import pipeline.publish.writers  # noqa: F401
