"""The flow chart and the other commands, one call per stage. Nothing heavy is imported before it is used."""

from pipeline.run.analyze import analyze
from pipeline.run.drafting import Drafted, draft
from pipeline.run.keeping import close, forget
from pipeline.run.looking import audit, inspect
from pipeline.run.request import Request, Say

__all__ = ["Drafted", "Request", "Say", "analyze", "audit", "close", "draft", "forget", "inspect"]
