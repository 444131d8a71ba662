"""Where the parts of a wave are kept while it is analyzed: in memory while they are small, else on the disk or by a cluster."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.run.given import Given
from pipeline.run.request import Request

if TYPE_CHECKING:
    from pipeline.clean.identity import Keyring
    from pipeline.wave.parts import Store

IN_MEMORY: Final = 1 << 30
"""Bytes of all exports up to which their parts, about a tenth of that, stay in memory."""
TOGETHER: Final = 256 << 20
"""Bytes of the largest export up to which two are read at a time."""


def store_of(request: Request) -> Store:
    """By the size of the exports; of those on object stores it is not known here, and several are kept on the disk."""
    if request.cluster is not None:
        from pipeline.wave.workers import connected

        client = connected(request.cluster)  # first: workers load while the rest of this is loaded here

        from pipeline.wave.cluster import OnCluster

        return OnCluster(client)
    from pipeline.ingest.remote import is_url
    from pipeline.private.lock import STAGING
    from pipeline.wave.parts import InMemory, OnDisk

    paths = request.exports
    far = any(map(is_url, paths))
    sizes = [path.stat().st_size for path in paths if not is_url(path) and path.is_file()]
    if len(paths) > 1 and (far or sum(sizes) > IN_MEMORY):
        return OnDisk(request.private_folder / STAGING)
    both = len(paths) > 1 and max(sizes, default=0) <= TOGETHER and (os.cpu_count() or 1) > 1
    return InMemory(at_once=2 if both else 1)


def by_threads(request: Request) -> bool:
    """Whether reading may load libraries with threads of their own: for large files, object stores and clusters."""
    from pipeline.ingest.remote import is_url
    from pipeline.ingest.table import FAST_FROM

    paths = request.exports
    large = (is_url(path) or (path.is_file() and path.stat().st_size >= FAST_FROM) for path in paths)
    return request.cluster is not None or any(large)


def keyring_for(request: Request, inputs: Given, paths: Sequence[Path]) -> Keyring | None:
    """The key for pseudonyms; where workers elsewhere would get it, only if the first file has a column that links people."""
    if request.cluster is None:
        return inputs.keyring
    from pipeline.clean.bind import claim
    from pipeline.ingest.read import read_head

    question = inputs.instrument.question_of("respondent")
    if question is None or question.id in inputs.binding.without:
        return None
    bound = claim(read_head(paths[0], **request.reading), inputs.instrument, inputs.binding).bound
    return inputs.keyring if question.id in bound.columns else None
