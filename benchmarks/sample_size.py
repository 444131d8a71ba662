"""Is the promise of the sample-size page kept? Waves of made-up rosters through the real release and the rule of the findings.

Run: OMP_NUM_THREADS=1 python -m benchmarks.sample_size [waves per setting]. 100 take half an hour on one processor.
"""

from __future__ import annotations

import sys

from benchmarks.sample_size_tables import report
from benchmarks.sample_size_worlds import CENTER, SETTINGS, SMALL, mixed, seen

WAVES = 100


def main(waves: int = WAVES) -> None:
    report(
        [seen(number, waves) for number in range(len(SETTINGS))], {sizes: mixed(sizes, 3 * waves) for sizes in (CENTER, SMALL)}
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
