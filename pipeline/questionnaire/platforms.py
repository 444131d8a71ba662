"""The platforms that a questionnaire can be written for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PLATFORMS: Final[Mapping[str, str]] = {
    "redcap": "REDCap",
    "kobo": "KoboToolbox or ODK",
    "limesurvey": "LimeSurvey",
    "qualtrics": "Qualtrics",
    "googleforms": "Google Forms",
    "word": "paper or Microsoft Forms",
    "sheet": "paper",
}
"""As it is asked for -> as it is called."""
