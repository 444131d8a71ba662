"""Headers of columns that are no questions, whatever tool wrote them: names, addresses, devices, clocks, ids."""

from __future__ import annotations

import re

from pipeline.ingest.export import Meta
from pipeline.instrument.words import plain

#: Headers, without case, spaces and signs, that form tools give to what they record beside the answers.
_META: dict[Meta, tuple[str, ...]] = {
    "start": ("starttime", "startdate", "timestarted", "startedat", "datestarted", "startdateutc"),
    "end": ("endtime", "enddate", "completiontime", "timecompleted", "completedat", "finishedat"),
    "recorded": (
        "timestamp",
        "submitted",
        "submittedat",
        "submittime",
        "submitdate",
        "submitdateutc",
        "datesubmitted",
        "submissiondate",
        "submissiontime",
        "recorded",
        "recordeddate",
        "lastmodifiedtime",
    ),
    "duration": ("durationinseconds", "durationseconds", "timetaken", "interviewtime"),
    "response_id": ("id", "responseid", "respondentid", "submissionid", "recordid", "responsenumber", "submissionuuid"),
    "channel": ("distributionchannel", "collectorid"),
    "language": ("userlanguage", "startlanguage", "responselanguage"),
    "identifier": (
        "name",
        "fullname",
        "yourname",
        "firstname",
        "lastname",
        "surname",
        "username",
        "userid",
        "email",
        "emailaddress",
        "youremail",
        "mail",
        "phone",
        "phonenumber",
        "telephone",
        "mobile",
        "mobilenumber",
        "ip",
        "ipaddr",
        "ipaddress",
        "networkid",
        "latitude",
        "longitude",
        "locationlatitude",
        "locationlongitude",
        "useragent",
        "browser",
        "device",
        "refurl",
        "referrer",
        "token",
        "seed",
        "employeeid",
        "employeenumber",
        "staffid",
        "staffnumber",
        "customdata",
        "externalreference",
    ),
}
_BY_NAME: dict[str, Meta] = {name: meta for meta, names in _META.items() for name in names}
#: Questions that only ask whether a person takes part; answering them alone is no answer to the survey.
_CONSENT = re.compile(r"\bconsent\b|\bagree to (?:participate|take part)\b|\bvoluntar(?:y|ily)\b.*\bparticipat", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")


def bare(name: str) -> str:
    """A header without case, spaces and signs, for comparing."""
    return _SIGNS.sub("", plain(name)).casefold()


def meta_by_name(name: str) -> Meta | None:
    """What a column of this header holds, if it is obviously no question."""
    return _BY_NAME.get(bare(name))


def is_consent(text: str) -> bool:
    """Whether a question asks for consent to take part."""
    return _CONSENT.search(text) is not None
