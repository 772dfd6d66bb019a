"""Works out what the tests compare with, by programs that share nothing with ours, and writes expected.json beside the
made-up files.

Usage, in a Python with the packages of bench/peers/requirements.txt: python expected.py

Conversations: means, components, places, representative statements, consensus, group-aware consensus and priorities are
red-dwarf's (its components scikit-learn's `PCA`); the silhouettes are those of scikit-learn's `KMeans` on those places, the
tightest division of five hundred starts. What moderators took out and what is marked as meta is left out of the votes beforehand.
The groups that the statistics are about are those of scikit-learn's best division into as many as were planted.

Budget votes: the winners are pabutools', with exact fractions and ties going to the name that comes first.
"""

import csv
import json
import logging
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy
from pabutools import fractions
from pabutools.election import (
    Additive_Cardinal_Sat, ApprovalProfile, CardinalBallot, CardinalProfile, Cardinality_Sat, Cost_Sat, parse_pabulib,
)
from pabutools.election.satisfaction import AdditiveSatisfaction
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import lexico_tie_breaking
from reddwarf.implementations.polis import run_pipeline
from reddwarf.utils.consensus import select_consensus_statements
from reddwarf.utils.stats import (
    calculate_comment_statistics_dataframes, priority_metric, select_representative_statements,
)
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

warnings.filterwarnings("ignore")
logging.disable()
fractions.FRACTION = fractions.GMPY_FRAC
HERE = Path(__file__).parent
GROUPS = {"opening-hours": 3, "mobile-stops": 2, "study-rooms": 4}
ENOUGH = 7


def write(path, thing):
    def shorter(value):
        if isinstance(value, (float, numpy.floating)):
            return float(f"{value:.9g}")
        if isinstance(value, dict):
            return {str(key): shorter(one) for key, one in value.items()}
        if isinstance(value, (list, tuple, numpy.ndarray)):
            return [shorter(one) for one in value]
        return value.item() if isinstance(value, numpy.integer) else value

    lines = [json.dumps(key) + ": " + json.dumps(shorter(value)) for key, value in thing.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def conversation(folder):
    with open(folder / "comments.csv", newline="") as file:
        comments = list(csv.DictReader(file))
    out = {int(row["comment-id"]) for row in comments if row["moderated"] == "-1" or row["is-meta"] == "true"}
    with open(folder / "votes.csv", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["timestamp"]))
    latest = {(int(row["voter-id"]), int(row["comment-id"])): int(row["vote"]) for row in rows}
    votes = [
        {"participant_id": person, "statement_id": statement, "vote": vote}
        for (person, statement), vote in latest.items() if statement not in out
    ]
    found = run_pipeline(votes=votes, min_user_vote_threshold=ENOUGH, random_state=0)
    statements = found.statements_df
    in_groups = found.participants_df[found.participants_df["to_cluster"]]
    places = in_groups[["x", "y"]].to_numpy()
    silhouettes, labels = [], None
    for count in range(2, 6):
        best = KMeans(count, n_init=500, random_state=0).fit(places)
        silhouettes.append(silhouette_score(places, best.labels_))
        if count == GROUPS[folder.name]:
            labels = best.labels_
    matrix = found.raw_vote_matrix
    answered = matrix.loc[in_groups.index, :]
    grouped, aware = calculate_comment_statistics_dataframes(vote_matrix=answered, cluster_labels=labels)
    priorities = priority_metric(
        is_meta=numpy.zeros(len(statements), dtype=bool),
        n_agree=(answered == 1).sum(axis=0),
        n_disagree=(answered == -1).sum(axis=0),
        n_total=answered.notna().sum(axis=0),
        extremity=statements["extremity"],
    )
    write(folder / "expected.json", {
        "versions": {name: version(name) for name in ["red-dwarf", "scikit-learn", "numpy", "pandas"]},
        "out": sorted(out),
        "statements": list(matrix.columns),
        "centre": statements["mean"].to_numpy(),
        "components": [statements["pc1"].to_numpy(), statements["pc2"].to_numpy()],
        "places": {person: places[place] for place, person in enumerate(in_groups.index)},
        "silhouettes": silhouettes,
        "groups": {person: labels[place] for place, person in enumerate(in_groups.index)},
        "representative": select_representative_statements(grouped),
        "consensus": select_consensus_statements(matrix),
        "group-aware-consensus": {
            statement: [row["group-aware-consensus-agree"], row["group-aware-consensus-disagree"]]
            for statement, row in aware.iterrows()
        },
        "extremities": statements["extremity"].to_numpy(),
        "priorities": priorities,
    })


class Points_Times_Cost_Sat(AdditiveSatisfaction):
    """pabutools' greedy rule divides by the cost, so this makes it take the project with most points first."""

    def __init__(self, instance, profile, ballot):
        def worth(instance, profile, ballot, project, precomputed):
            return ballot.get(project, 0) * project.cost

        super().__init__(instance, profile, ballot, worth)


def election(path):
    instance, profile = parse_pabulib(str(path))
    if instance.meta["vote_type"] == "ordinal":
        # Kraków's way: of at most four, the first gets four points and the fourth one.
        most = int(instance.meta["max_length"])
        profile = CardinalProfile(
            [CardinalBallot({project: most - place for place, project in enumerate(ballot)}) for ballot in profile],
            instance=instance,
        )
    approval = isinstance(profile, ApprovalProfile)
    first, per_cost, shares = (
        (Cost_Sat, Cardinality_Sat, Cost_Sat) if approval
        else (Points_Times_Cost_Sat, Additive_Cardinal_Sat, Additive_Cardinal_Sat)
    )

    def equal_shares(**more):
        return method_of_equal_shares(
            instance, profile.as_multiprofile(), sat_class=shares, tie_breaking=lexico_tie_breaking, **more
        )

    def greedy(sat_class):
        return greedy_utilitarian_welfare(instance, profile, sat_class=sat_class, tie_breaking=lexico_tie_breaking)

    figures = {"projects": len(instance), "voters": profile.num_ballots(), "budget": f"{float(instance.budget_limit):g}"}
    for key, winners in {
        "greedy": greedy(first),
        "greedy_per_cost": greedy(per_cost),
        "equal_shares": equal_shares(),
        "equal_shares_add1": equal_shares(voter_budget_increment=1),
    }.items():
        spend = sum(project.cost for project in winners)
        figures[key] = {"winners": sorted(project.name for project in winners), "spend": f"{float(spend):.2f}"}
    return figures


for folder in sorted((HERE / "conversations").iterdir()):
    conversation(folder)
elections = {path.name: election(path) for path in sorted((HERE / "budgets").glob("*.pb"))}
write(HERE / "budgets" / "expected.json", {"versions": {"pabutools": version("pabutools")}, **elections})
