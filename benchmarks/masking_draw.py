"""Draw identifiers that the masker has never seen, from another source than its makers' heads: the lists and formats of Faker.

Run once per set, by hand, with Faker installed beside the project (it is no dependency of it)::

    python benchmarks/masking_draw.py benchmarks/masking_apart/identifiers_1.tsv 1 de_DE fr_FR …

Names, e-mail addresses, addresses on the web, phones, postcodes, streets, and numbers of records and licences are Faker's, of the
countries that are named. Dates and ages are its numbers in the ways of writing below; rooms and pagers have none in Faker, and
are made of its patterns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

EACH = 170


@dataclass(frozen=True)
class Ways:
    """Ways of writing of one set; what points at somebody stands between < and >."""

    titles: tuple[str, ...]
    numbers: tuple[str, ...]
    codes: tuple[str, ...]
    rooms: tuple[str, ...]
    patterns: tuple[str, ...]
    dates: tuple[str, ...]
    ages: tuple[str, ...]


WAYS = {
    1: Ways(
        titles=("Dr.", "Dr", "Prof.", "Mrs.", "Mr", "Ms", "Doctor", "Professor"),
        numbers=("MRN {}", "mrn# {}", "Emp ID {}", "license {}", "Licence no. {}", "chart {}", "acct {}", "{}"),
        codes=("??######", "########"),
        rooms=("room {}", "Rm {}", "ext {}", "pager {}", "bay {}", "x{}", "bleep {}", "office {}"),
        patterns=("###", "#.##", "?-###", "##?", "####", "#####", "?##"),
        dates=(
            "%d/%m/%Y",
            "%m-%d-%y",
            "%B %d",
            "%d %B %Y",
            "%b %d, %Y",
            "%Y/%m/%d",
            "%d.%m.%y",
            "%d %b",
            "%B %d, %Y",
            "%A, %d %B",
        ),
        ages=("<{}> year old", "<{}>-year-old", "<{}> y.o.", "<{}> years of age", "aged <{}>", "<{}>yo"),
    ),
    2: Ways(
        titles=("Sister", "Nurse", "Dr.", "Miss", "Rev.", "Mx", "Mrs", "dr"),
        numbers=(
            "hospital no {}",
            "NPI: {}",
            "badge {}",
            "staff ID {}",
            "payroll number {}",
            "case no. {}",
            "reg {}",
            "record #{}",
            "{}",
        ),
        codes=("?#######", "##-####-##", "???-####", "#########", "####/##"),
        rooms=(
            "station {}",
            "cubicle {}",
            "desk {}",
            "extension {}",
            "theatre {}",
            "ward {}",
            "locker {}",
            "Suite {}",
            "beeper {}",
        ),
        patterns=("#-#", "?#", "##/#", "#?-#", "####", "##.#.##", "?###", "##"),
        dates=(
            "%d-%b-%Y",
            "%A the %dth",
            "%d %B '%y",
            "%Y%m%d",
            "%m.%d.%Y",
            "%B of %Y",
            "the week of <%d %b>",
            "%d/%m",
            "the %dth of %B",
            "%b. %d",
        ),
        ages=("<{}>-yr-old", "<{}> yrs", "age <{}>", "<{}> y/o", "<{}> yrs old", "turning <{}>", "<{}> years young"),
    ),
    3: Ways(
        titles=("Doctor", "Mr.", "Dr", "Professor", "Matron", "Ms.", "Mister", "prof"),
        numbers=(
            "chart no {}",
            "licence {}",
            "employee {}",
            "MRN={}",
            "policy number {}",
            "NHS no. {}",
            "ticket {}",
            "id {}",
            "{}",
        ),
        codes=("?-######", "### ### ####", "??##??##", "#####-?", "##########"),
        rooms=("block {}", "unit {}", "ext. {}", "flat {}", "Room {}", "vocera {}", "bed {}", "building {}", "fax {}"),
        patterns=("?.##", "#####", "##-?", "#/##", "?#.##", "###-##", "#"),
        dates=(
            "%d %b %y",
            "%B the %dth",
            "%Y-%m-%d",
            "%d. %B",
            "%m/%d",
            "%B %Y",
            "early <%B>",
            "%d-%m-%Y",
            "%a %d/%m/%y",
            "%b %d %y",
        ),
        ages=("<{}> yr old", "aged over <{}>", "<{}> yo", "age of <{}>", "<{}>-year-old", "almost <{}>", "<{}> years"),
    ),
    4: Ways(
        titles=("Mr", "Dr.", "Mrs.", "Sir", "Prof", "Miss", "Mx.", "Nurse"),
        numbers=(
            "account {}",
            "patient no {}",
            "member {}",
            "GMC {}",
            "NMC pin {}",
            "incident {}",
            "emp. no. {}",
            "MRN {}",
            "{}",
        ),
        codes=("##?###", "?? ### ###", "#/####/##", "???######", "##-######"),
        rooms=("line {}", "door {}", "room no. {}", "stn {}", "dect {}", "apt {}", "pod {}", "wing {}", "rm {}"),
        patterns=("##.##", "?##-#", "####", "#?", "######", "#-##-#", "##"),
        dates=(
            "%d.%m.",
            "%B %dth",
            "%a, %b %d",
            "%d/%m/%y",
            "late <%B>",
            "mid <%B>",
            "%dth %b %Y",
            "%m-%d",
            "%Y.%m.%d",
            "%B '%y",
        ),
        ages=(
            "<{}>-years-old",
            "<{}> y o",
            "<{}> years and 2 months",
            "aged about <{}>",
            "nearly <{}>",
            "<{}> yrs of age",
            "<{}>yr old",
        ),
    ),
}


def drawn(fakers: list[Any], chance: Random, ways: Ways) -> dict[str, Callable[[Any], str]]:
    """Kind -> how one of it is made by one country's Faker."""

    def number(fake: Any) -> str:
        makers = (fake.ssn, fake.license_plate, *(partial(fake.bothify, code) for code in ways.codes))
        made = chance.choice(makers)
        return chance.choice(ways.numbers).format(f"<{made()}>")

    def room(fake: Any) -> str:
        return chance.choice(ways.rooms).format(f"<{fake.bothify(chance.choice(ways.patterns)).upper()}>")

    return {
        "full name": lambda fake: f"{fake.first_name()} {fake.last_name()}",
        "given name": lambda fake: fake.first_name(),
        "titled name": lambda fake: f"{chance.choice(ways.titles)} <{fake.last_name()}>",
        "e-mail": lambda fake: fake.email(),
        "web": lambda fake: chance.choice((fake.url, lambda: "@" + fake.user_name(), fake.domain_name))(),
        "phone": lambda fake: fake.phone_number(),
        "number": number,
        "date": lambda fake: fakers[0].date_time_between("-9y", "now").strftime(chance.choice(ways.dates)),
        "address": lambda fake: fake.street_address().replace("\n", ", "),
        "postcode": lambda fake: fake.postcode(),
        "room or pager": room,
        "age over 89": lambda fake: chance.choice(ways.ages).format(chance.randint(90, 106)),
    }


def main(path: Path, seed: int, locales: list[str]) -> None:
    from faker import Faker

    chance, fakers = Random(seed), [Faker(locale) for locale in locales]
    for one in fakers:
        one.seed_instance(chance.randrange(10**9))
    earlier = {
        line.split("\t")[1] for other in path.parent.glob("identifiers_*.tsv") for line in other.read_text("utf-8").splitlines()
    }
    rows = []
    for kind, make in drawn(fakers, chance, WAYS[seed]).items():
        seen: dict[str, None] = {}
        tries = 0
        while len(seen) < EACH and tries < 50 * EACH:
            tries += 1
            try:
                made = " ".join(str(make(fakers[tries % len(fakers)])).split())
            except AttributeError:  # not every country has every kind
                continue
            if any(c.isalnum() for c in made) and "\t" not in made and made not in earlier:
                seen[made] = None
        rows += [f"{kind}\t{made}" for made in seen]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
