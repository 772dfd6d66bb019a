"""Times red-dwarf's whole pipeline on Polis conversations, for comparing with our opinion groups.

Usage: groups.py FOLDER/votes.csv…   (FOLDER/comments.csv, if there, says what moderators took out, or marked as meta)

Prints one line of JSON for each file. The time is that of `run_pipeline` alone: from a list of parsed votes to
groups and the statements that represent them: the middle one of up to five rounds, as many as fit into three seconds.
Starting Python, loading libraries and reading files are left out, and so is one round at the very beginning, in which
libraries load what they had put off.

Everything is done once with one thread and once with as many as the libraries like, and the faster way counts: on
small files, or when the machine is busy, threads that wait for each other can take several times as long as one.
"""

import csv
import json
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path

from threadpoolctl import threadpool_limits

from reddwarf.implementations.polis import run_pipeline


def read_votes(name):
    """Every participant's last vote on each statement: red-dwarf takes no more than one."""
    with open(name, newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["timestamp"]))
    latest = {(int(row["voter-id"]), int(row["comment-id"])): int(row["vote"]) for row in rows}
    return [
        {"participant_id": participant, "statement_id": statement, "vote": vote}
        for (participant, statement), vote in latest.items()
    ]


def read_moderated_out(path):
    if not path.exists():
        return []
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return [int(row["comment-id"]) for row in rows if row["moderated"] == "-1" or row.get("is-meta") == "true"]


def timed(votes, out):
    began = time.perf_counter()
    result = run_pipeline(votes=votes, mod_out_statement_ids=out, max_group_count=5, random_state=0)
    return time.perf_counter() - began, result


def middle_of_rounds(votes, out):
    seconds = []
    while len(seconds) < 5 and sum(seconds) < 3:
        took, result = timed(votes, out)
        seconds.append(took)
    return statistics.median(seconds), result


for number, name in enumerate(sys.argv[1:]):
    votes = read_votes(name)
    out = read_moderated_out(Path(name).with_name("comments.csv"))
    if number == 0:
        timed(votes, out)
    with threadpool_limits(limits=1):
        one_thread, result = middle_of_rounds(votes, out)
    many_threads, _ = middle_of_rounds(votes, out)
    print(json.dumps({
        "version": version("red-dwarf"),
        "seconds": min(one_thread, many_threads),
        "threads": "one" if one_thread < many_threads else "many",
        "groups": int(result.participants_df["cluster_id"].nunique()),
    }), flush=True)
