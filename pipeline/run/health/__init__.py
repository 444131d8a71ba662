"""Whether ``outputs/`` and ``private/`` are as they should be, and what to do where they are not."""

from pipeline.run.health.examine import examine
from pipeline.run.health.model import Finding, Health

__all__ = ["Finding", "Health", "examine"]
