"""What is masked by its form alone, in this order: the web, phones and other numbers with their signs, dates, places, ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.comments.masked import Kind, Masking

_DOT: Final = r"(?:\s?[\[({<]\s?dot\s?[\])}>]\s?|\s+dot\s+)"
_WEEKDAY_ALONE: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?"
_WEEKDAY: Final = rf"(?:{_WEEKDAY_ALONE}\s+(?:the\s+)?)?"
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY: Final = r"(?:\d{1,2}(?:st|nd|rd|th)?)"
_ORDINAL: Final = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_YEAR: Final = r"(?:(?:19|20)\d{2}|'\d{2})"
_DIGIT: Final = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|nought|double|triple)"
_STREET: Final = (
    r"(?:street|str|st|avenue|ave|av|road|rd|lane|ln|drive|dr|court|ct|place|pl|boulevard|blvd|terrace|crescent|close|way|square"
    r"|sq|row|parkway|pkwy|highway|hwy|circle|cir|alley|mews|gardens|grove|walk|quay|hill|trail|loop|plaza|park|green|view|heights)"
)
_PLACE: Final = (
    r"(?:room|rooms|rm|suite|ste|bay|bed|pod|cubicle|office|desk|floor|building|bldg|block|wing|theatre|ward|unit|station|apartment|apt"
    r"|flat|locker|door|entrance|lot|box|bus|route)"
)
_LINE: Final = r"(?:ext(?:ension)?|x|pager|bleep|beeper|vocera|line|dect|fax)"
_RECORD: Final = (
    r"(?:mrn|nhs|ssn|npi|dea|ein|id|badge|employee|staff|payroll|personnel|licen[cs]e|licen[cs]ure|registration|reg|pin|nmc|gmc|chart"
    r"|record|case|account|acct|hospital|patient|policy|member|ticket|incident|case)"
)
_NUMBER_SIGN: Final = r"(?:\s*(?:no|nr|num|number|code|id|is|was|#|:|\.))*\s*#?\s*"
_CODE: Final = r"(?=[\w./-]{0,40}\d)\w[\w./-]{0,60}"
_BEFORE_AT: Final = r"(?<![\w.+'%-])[\w.+'%-]{1,64}"
_YEARS_OLD: Final = r"(?:\s*-?\s*(?:years?|yrs?)(?:\s*-?\s*olds?|\s+of\s+age)?|\s*-?\s*y\.?/?o\.?\b)"
_OLD: Final = r"(?:9\d|1[0-2]\d)"
_SPELLED_OLD: Final = (
    r"(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|a)[ -]hundred(?:[ -](?:and[ -])?[a-z]+)?)"
)


def _one(kind: Kind, pattern: str) -> tuple[Kind, re.Pattern[str]]:
    return kind, re.compile(pattern, re.IGNORECASE)


_PATTERNS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    _one("e-mail", rf"{_BEFORE_AT}\s?@\s?[\w-]{{1,63}}(?:\s?\.\s?[\w-]{{1,63}}){{1,8}}"),
    _one(
        "e-mail",
        rf"{_BEFORE_AT}(?:\s?[\[({{<]\s?at\s?[\])}}>]\s?[\w-]{{1,63}}(?:{_DOT}|\.)|\s+at\s+[\w-]{{1,63}}{_DOT})"
        rf"[\w-]{{2,63}}(?:(?:{_DOT}|\.)[\w-]{{2,63}}){{0,6}}",
    ),
    _one("address on the web", r"\b(?:https?|ftp|file)\s?:\s?//\S+|\bwww\s?\.\s?\S+"),
    _one("address on the web", r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}(?:[a-z]{2,24})/[^\s,;)]*"),
    _one(
        "address on the web",
        r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}(?:(?<=[\w-][\w-]\.)[a-z]{2}|com|org|net|edu|gov|int|info|biz|app|dev|health|care|clinic|online|site|blog|cloud)"
        r"\b(?!\.\w)",
    ),
    _one("address on the web", r"(?<![\w@])@\w[\w.-]*|\b\w*[^\W_]_\w+|(?<!\w)#[^\W\d_]\w+|\b[ur]/\w+|\\\\[\w\\.$-]+"),
    _one("phone", r"(?<![\w.])[+(]?\d[\d\s().+/-]{5,40}\d(?!\w)"),
    _one("phone", r"\bx\s?(?P<it>\d[\d.]{1,12})"),
    _one("phone", rf"\b{_LINE}\b\.?{_NUMBER_SIGN}(?P<it>{_CODE})"),
    _one("number", rf"\b{_DIGIT}(?:[\s,-]+{_DIGIT}){{3,}}\b"),
    _one("number", rf"\b{_RECORD}\b{_NUMBER_SIGN}(?P<it>{_CODE})"),
    _one("date", r"\b\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}\b|\b\d{1,2}[./]\d{4}\b"),
    _one("date", rf"\b{_WEEKDAY}(?:the\s+)?(?:{_DAY}|{_ORDINAL})\.?\s*(?:of\s+)?[-/ ]?{_MONTH}\b\.?(?:[-/,\s]+{_YEAR}\b)?"),
    _one(
        "date",
        rf"\b{_WEEKDAY}{_MONTH}\b\.?[-/\s]*(?:the\s+)?(?:{_DAY}|{_ORDINAL})\b(?!\s*(?:%|minutes|hours|patients|times))(?:[-/,\s]+{_YEAR}\b)?",
    ),
    _one("date", rf"\b{_MONTH}\b\.?(?:[-/,\s]+|\s+of\s+){_YEAR}\b"),
    _one(
        "date",
        r"\b(?:in|since|last|next|this|until|till|by|from|early|late|mid|before|after|during|every|of)[\s-]+"
        rf"(?P<it>{_MONTH})\b(?!\s+(?:be|not|have|need|i|we|you|they))",
    ),
    _one(
        "date",
        rf"\b(?:on|of|by|from|until|till|since|the|(?={_WEEKDAY_ALONE}))\s*(?P<it>(?:{_WEEKDAY_ALONE}\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th))\b(?!\s+(?:floor|time|visit|year|week|month|day|hour))",
    ),
    _one(
        "address",
        rf"\b(?:{_PLACE}\s+{_CODE},?\s+)?\d{{1,6}}\w?(?:[-/]\d{{1,6}}\w?)?,?\s+(?:[\w'.-]{{1,40}}\s+){{1,4}}?"
        rf"(?<!\bthe\s)(?<!\bto\s)(?<!\ba\s)(?<!\bour\s)(?<!\bmy\s){_STREET}\b\.?",
    ),
    _one("address", r"\b(?:p\.?\s?o\.?\s?box)\s{0,3}[\w-]{0,9}\d[\w-]{0,20}"),
    _one(
        "address",
        r"\b(?:on|in|at|off|near|to|from|of)\s+(?!the\b|my\b|our\b|a\b|this\b|that\b|their\b|your\b)"
        r"(?P<it>[\w'-]{1,40}\s+(?:street|avenue|road|lane|boulevard|crescent|terrace)\b)",
    ),
    _one("place in the house", rf"\b{_PLACE}\b\.?(?:\s*(?:no|nr|number|#)\.?)?\s*#?\s*(?P<it>{_CODE}|[a-z]\b(?!\s*[a-z']))"),
    _one("age", rf"\b(?P<it>{_OLD}){_YEARS_OLD}"),
    _one("age", rf"\b{_OLD}\b(?=\s*-?\s*(?:f|m|male|female|lady|woman|man|gentleman)\b)"),
    _one(
        "age",
        rf"\b(?:aged?|age\s+of|turn(?:s|ed|ing)?|over|nearly|almost|at)\s+(?P<it>{_OLD})\b(?!\s*(?:%|percent|patients|minutes|hours))",
    ),
    _one("age", rf"\b{_SPELLED_OLD}(?={_YEARS_OLD})|\b(?:aged?|turn(?:s|ed|ing)?|is|was)\s+{_SPELLED_OLD}\b(?!\s+\w*s\b)"),
    _one(
        "age",
        r"\b(?:in\s+)?(?:his|her|their|late|early|mid|the)\s+(?:nineties|90'?s|hundreds)\b|\bnonagenarians?\b|\bcentenarians?\b",
    ),
)


def by_form(text: str) -> Iterator[Masking]:
    """All that has such a form in a flat text."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            what = "it" if "it" in pattern.groupindex and found["it"] is not None else 0
            start, end = found.span(what)
            piece = found[what]
            yield Masking(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip(" .,;:-\n")), kind)
