"""The steps of the workbench, in the order in which an analyst takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.publish.words import say


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its file in ``workbench_pages/``, which is also its address."""

    name: str

    @property
    def title(self) -> str:
        """Its name on the screen."""
        return say(f"workbench.step.{self.name}")


STEPS: Final = (Step("bring"), Step("questions"), Step("names"), Step("run"), Step("review"))
