"""Makes up the conversations and budget votes that the tests read. Nobody said or voted any of it.

Usage: python3 make.py, in any folder; it writes beside itself. Python's own library is enough, and the same seeds give
the same bytes with Python 3.9 and later (only `random()` is drawn, which Python promises not to change).
"""

import random
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).parent
BEGAN = 1_767_600_000_000  # Monday 5 January 2026, 08:00, in milliseconds


class Chance:
    """Everything is drawn from `random()` alone."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, limit):
        return int(self.random() * limit)

    def of(self, things):
        return things[self.below(len(things))]

    def happens(self, share):
        return self.random() < share

    def shuffled(self, things):
        things = list(things)
        for place in range(len(things) - 1, 0, -1):
            other = self.below(place + 1)
            things[place], things[other] = things[other], things[place]
        return things


WANTS = ["Open longer in", "Buy more books for", "Keep the quiet room at", "Put a children's corner in",
         "Lend tools from", "Repair the roof of", "Run a repair evening at", "Share a building with"]
PLACES = ["Alder Lane", "Birch Street", "Cedar Rise", "the mobile library", "the harbour branch", "Elm Park",
          "the old reading room", "Hazel Court"]


def when(moment):
    shown = datetime.fromtimestamp(moment / 1000, timezone.utc)
    return shown.strftime("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)")


def conversation(name, seed, people, statements, groups, filled, uneven, out, unmoderated, meta, with_datetime):
    """`groups`: the planted groups' shares. `out`, `unmoderated` and `meta`: how many statements are so."""
    chance = Chance(seed)
    marks = ["out"] * out + ["unmoderated"] * unmoderated + ["meta"] * meta
    marks = chance.shuffled(marks + [""] * (statements - len(marks)))
    # How likely each group is to agree with each statement; on three in ten all groups think alike.
    leanings = []
    for _ in range(statements):
        alike, shared = chance.happens(0.3), 0.15 + 0.75 * chance.random()
        leanings.append([shared if alike else 0.08 + 0.84 * chance.random() for _ in groups])
    rows, moment = [], BEGAN
    for person in range(people):
        draw, group = chance.random() * sum(groups), 0
        while draw > groups[group]:
            draw, group = draw - groups[group], group + 1
        busy = min(1.0, filled * (3.0 * chance.random() ** 2 if uneven else 1.0))
        moment += 60_000 + chance.below(40_000_000 // people * 10)
        at = moment
        for statement in chance.shuffled(range(statements)):
            if not chance.happens(busy):
                continue
            at += 2_000 + chance.below(20_000)
            rows.append((statement, person, at, answer(chance, leanings[statement][group])))
            if chance.happens(0.04):
                rows.append((statement, person, at + 1_000 + chance.below(9_000_000), answer(chance, 0.5)))
    # Polis writes its files by statement and person; of a person's several votes the later need not come later.
    rows = sorted(chance.shuffled(rows), key=lambda row: row[:2])
    folder = HERE / "conversations" / name
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "votes.csv", "w", newline="\n") as file:
        file.write("timestamp,datetime,comment-id,voter-id,vote\n" if with_datetime else "timestamp,comment-id,voter-id,vote\n")
        for statement, person, at, vote in rows:
            shown = f"{when(at)}," if with_datetime else ""
            file.write(f"{at},{shown}{statement},{person},{vote}\n")
    # Like Polis, the comments file counts every vote, changed ones too.
    with open(folder / "comments.csv", "w", newline="\n") as file:
        file.write("timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,is-meta,comment-body\n")
        for statement, mark in enumerate(marks):
            votes = [vote for number, _, _, vote in rows if number == statement]
            moderated = {"out": -1, "unmoderated": 0}.get(mark, 1)
            text = f"{chance.of(WANTS)} {chance.of(PLACES)}"
            if chance.happens(0.2):
                text = f'"{text}, and say ""when"""'
            at = BEGAN - 1_000 * (statements - statement)
            file.write(f"{at},{when(at)},{statement},{chance.below(people)},{votes.count(1)},{votes.count(-1)},"
                       f"{moderated},{'true' if mark == 'meta' else 'false'},{text}\n")


def answer(chance, agreeing):
    if chance.happens(0.12):
        return 0
    return 1 if chance.happens(agreeing) else -1


def liked(chance, projects):
    """The lower of two drawn: what is listed first is liked best."""
    return min(chance.below(projects), chance.below(projects))


def election(name, seed, kind, voters, projects, share, most, grosze=False):
    """`share`: the budget as a part of what all projects cost. `most`: the most choices, ranks or points."""
    chance = Chance(seed)
    districts = 5
    costs = [500 * (2 + liked(chance, 150)) + (chance.below(100) / 100 if grosze else 0) for _ in range(projects)]
    ids = [str(7 * number + 3) for number in chance.shuffled(range(projects))]
    ballots = []
    for _ in range(voters):
        home, chosen = chance.below(districts), []
        for _ in range(1 + liked(chance, most)):
            project = liked(chance, projects)
            near = project - project % districts + home
            if chance.happens(0.6) and near < projects:
                project = near
            if project not in chosen:
                chosen.append(project)
        ballots.append((home, chosen))
    votes = [sum(number in chosen for _, chosen in ballots) for number in range(projects)]
    points, scores = [], None
    if kind == "cumulative":
        scores = [0] * projects
        for _, chosen in ballots:
            chosen[:] = chosen[:most]
            given = [1] * len(chosen)
            for _ in range(most - len(chosen)):
                given[liked(chance, len(chosen))] += 1
            given.sort(reverse=True)
            points.append(given)
            for project, amount in zip(chosen, given):
                scores[project] += amount
    if kind == "ordinal":
        scores = [0] * projects
        for _, chosen in ballots:
            for place, project in enumerate(chosen):
                scores[project] += most - place
    budget = int(sum(costs) * share)
    folder = HERE / "budgets"
    folder.mkdir(exist_ok=True)
    with open(folder / f"{name}.pb", "w", newline="\n") as file:
        def line(*fields):
            file.write(";".join(map(str, fields)) + "\n")

        line("META")
        line("key", "value")
        line("description", f"Made up: {name}")
        line("country", "Nowhere")
        line("unit", "Anytown")
        line("instance", "2026")
        line("num_projects", projects)
        line("num_votes", voters)
        line("budget", budget)
        line("vote_type", kind)
        line("rule", "greedy")
        line("date_begin", "05.01.2026")
        line("date_end", "01.02.2026")
        line("max_sum_points" if kind == "cumulative" else "max_length", most)
        line("PROJECTS")
        line("project_id", "cost", "votes", *(["score"] if scores else []), "name")
        for number in range(projects):
            cost = f"{costs[number]:.2f}" if grosze else costs[number]
            text = f"{chance.of(WANTS)} {chance.of(PLACES)}"
            if chance.happens(0.1):
                text = f'"{text}; and ""soon"""'
            line(ids[number], cost, votes[number], *([scores[number]] if scores else []), text)
        line("VOTES")
        line("voter_id", "age", "district", "vote", *(["points"] if points else []))
        for voter, (home, chosen) in enumerate(ballots):
            given = [",".join(map(str, points[voter]))] if points else []
            line(voter + 1, 16 + chance.below(70), f"District {home + 1}", ",".join(ids[one] for one in chosen), *given)


conversation("opening-hours", 11, people=150, statements=48, groups=[5, 3, 2], filled=0.42, uneven=True,
             out=5, unmoderated=6, meta=0, with_datetime=False)
conversation("mobile-stops", 12, people=34, statements=22, groups=[3, 2], filled=0.7, uneven=False,
             out=2, unmoderated=0, meta=0, with_datetime=True)
conversation("study-rooms", 13, people=220, statements=40, groups=[4, 3, 3, 2], filled=0.5, uneven=True,
             out=3, unmoderated=4, meta=4, with_datetime=False)
election("ticks", 21, "approval", voters=700, projects=26, share=0.3, most=8)
election("one-each", 22, "choose-1", voters=1200, projects=16, share=0.35, most=1)
election("many-ticks", 23, "approval", voters=2400, projects=42, share=0.22, most=12)
election("pennies", 24, "approval", voters=300, projects=18, share=0.4, most=5, grosze=True)
election("points", 25, "cumulative", voters=400, projects=20, share=0.3, most=10)
election("ranks", 26, "ordinal", voters=500, projects=20, share=0.3, most=4)
