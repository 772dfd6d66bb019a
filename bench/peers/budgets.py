"""Times pabutools' Method of Equal Shares on budget votes, for comparing with ours.

Usage: budgets.py FILE.pb…

Prints one line of JSON for each file. The time is that of the rule alone, called as
analysis/tests/data/expected.py does: cost satisfaction, exact fractions, every voter's budget raised by 1 until
the outcome is exhaustive or overspends, ties to the name that comes first. `bundled_seconds` is the same when equal
ballots are counted together, which makes pabutools faster; bundling them is left out of the time. So are starting
Python, loading libraries and reading files.
"""

import json
import sys
import time
from importlib.metadata import version

from pabutools import fractions
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import lexico_tie_breaking

fractions.FRACTION = fractions.GMPY_FRAC


def timed(instance, profile):
    began = time.perf_counter()
    winners = method_of_equal_shares(
        instance, profile, sat_class=Cost_Sat, tie_breaking=lexico_tie_breaking, voter_budget_increment=1
    )
    return time.perf_counter() - began, sorted(project.name for project in winners)


for name in sys.argv[1:]:
    instance, profile = parse_pabulib(name)
    seconds, winners = timed(instance, profile)
    bundled_seconds, _ = timed(instance, profile.as_multiprofile())
    print(json.dumps({
        "version": version("pabutools"),
        "seconds": seconds,
        "bundled_seconds": bundled_seconds,
        "winners": winners,
    }), flush=True)
