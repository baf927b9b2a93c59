"""Find the best placement of a phase's committees with CP-SAT. If a committee finds no place, suggest rules to relax.

The model has a variable for each (défi, possible start), and for each (défi, start, coach). A person attends at most
one of the committees that overlap. The solver runs on one thread, so that the same input gives the same result."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

from bot.evaluation.placement import (
    MINUTES,
    CommitteeTeam,
    LooserRule,
    PlacedCommittee,
    PlacementProblem,
    PlacementResult,
    can_come,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

# Shares of the time limit: the search for a placement ends at PLACED, and the search for rules to relax at NAMED_ALL.
PLACED, NAMED_ALL = 0.6, 0.9
NAMED = 2
SEED = 7
Opening: TypeAlias = tuple[int, int]  # (person id, number of a half-day that this person excluded)


@dataclass(frozen=True, slots=True)
class _RelaxedRules:
    """Rules to relax: allow starts on a spare day, one of the half-days `openings`, or more committees a day."""

    spare: bool = False
    openings: tuple[Opening, ...] = ()
    a_day: int = 0


def find_placements(wanted: PlacementProblem, *, seconds: float, spent: float = 0.0) -> Iterator[PlacementResult]:
    """Yield the best placement found. If it lacks a committee, yield it again, with rules that could be relaxed.

    `seconds` is the time limit. `spent` is the part of it that has passed. If no placement is found in time, nothing is
    yielded; a placement may exist nevertheless. Run it in a worker process."""
    started = monotonic() - spent
    placed, optimal = _Model(wanted).find_best(until=started + PLACED * seconds)
    if not (placed or optimal):
        return
    yield PlacementResult(placed, optimal)
    if len(placed) < len(wanted.teams):
        yield PlacementResult(
            placed, optimal, tuple(_find_relaxations(wanted, placed, ends_at=started + NAMED_ALL * seconds))
        )


def _find_relaxations(
    wanted: PlacementProblem, placed: Sequence[PlacedCommittee], *, ends_at: float
) -> Iterator[LooserRule]:
    base = len(placed)
    for what, looser in (("a_day", _RelaxedRules(a_day=1)), ("day", _RelaxedRules(spare=True))):
        if monotonic() > ends_at:
            return
        more = len(_Model(wanted, looser).find_best(until=ends_at)[0])
        if more > base:
            yield LooserRule(what, more)
    has = {one.defi_id for one in placed}
    for team in wanted.teams:
        if team.defi_id in has:
            continue
        found = _half_days(wanted, team, team.people, placed_count=base, ends=ends_at)
        for opened in found or _half_days(wanted, team, wanted.coaches, placed_count=base, ends=ends_at):
            yield LooserRule("half", base + 1, team.defi_id, *opened)


def _half_days(
    wanted: PlacementProblem, team: CommitteeTeam, person_ids: Sequence[int], *, placed_count: int, ends: float
) -> list[Opening]:
    """Return at most `NAMED` excluded half-days of these people, on which the défi could have a committee."""
    left, found = sorted(opening for opening in wanted.shut if opening[0] in person_ids), list[Opening]()
    while left and len(found) < NAMED and monotonic() < ends:
        opened = _Model(wanted, _RelaxedRules(openings=tuple(left))).find_opening(
            team.defi_id, beyond=placed_count, until=ends
        )
        if opened is None:
            break
        left.remove(opened)
        found.append(opened)
    return found


class _Model:
    def __init__(self, wanted: PlacementProblem, looser: _RelaxedRules | None = None) -> None:
        from ortools.sat.python import cp_model

        self.wanted, self.looser = wanted, looser or _RelaxedRules()
        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.opened = {opening: self.model.new_bool_var("") for opening in self.looser.openings}
        self.model.add_at_most_one(self.opened.values())
        self.at: dict[tuple[int, int], cp_model.IntVar] = {}  # by (défi, start)
        self.leads: dict[tuple[int, int, int], cp_model.IntVar] = {}  # by (défi, start, coach)
        for team in wanted.teams:
            self._add_team(team)
        self._forbid_overlaps()
        self._limit_days()

    def find_best(self, *, until: float) -> tuple[tuple[PlacedCommittee, ...], bool]:
        """Return the best placement found in time, and whether it is proved to be the best."""
        wanted, model = self.wanted, self.model
        number = len(wanted.teams)
        own = {team.defi_id: set(team.own) for team in wanted.teams}
        most = model.new_int_var(0, number, "")
        for coach in wanted.coaches:
            model.add(most >= sum(variable for (_, _, who), variable in self.leads.items() if who == coach))
        with_own = []
        for team in wanted.teams:
            mine = [
                variable for (defi, _, who), variable in self.leads.items() if defi == team.defi_id and who in own[defi]
            ]
            if mine:
                has = model.new_bool_var("")
                model.add(has <= sum(mine))
                with_own.append(has)
        # The goals, the most important first: a committee for each défi, the défi's own coach in it, and evenly busy
        # coaches.
        model.maximize((number + 1) ** 2 * sum(self.at.values()) + (number + 1) * sum(with_own) - most)
        solver, status = self._solve(until=until)
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return (), False
        return tuple(self._read_placements(solver)), status == self.cp.OPTIMAL

    def find_opening(self, defi_id: int, *, beyond: int, until: float) -> Opening | None:
        """Return an excluded half-day with which this défi, and more than `beyond` défis in all, have a committee."""
        self.model.add(sum(self.at.values()) > beyond)
        self.model.add(sum(variable for (defi, _), variable in self.at.items() if defi == defi_id) == 1)
        solver, status = self._solve(until=until)
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        return next((start for start, taken in self.opened.items() if solver.boolean_value(taken)), None)

    def _add_team(self, team: CommitteeTeam) -> None:
        for at, start in enumerate(self.wanted.starts):
            missing = self._missing_openings(team, at)
            if at in team.closed or (start.spare and not self.looser.spare) or missing is None:
                continue
            here = self.at[team.defi_id, at] = self.model.new_bool_var("")
            if missing:
                self.model.add_implication(here, self.opened[missing[0]])
            leads = [self._lead_variable(team, at, coach) for coach in self.wanted.coaches if coach not in team.people]
            self.model.add(sum(variable for variable in leads if variable is not None) == self.wanted.together * here)
        self.model.add_at_most_one(variable for (defi, _), variable in self.at.items() if defi == team.defi_id)

    def _lead_variable(self, team: CommitteeTeam, at: int, coach: int) -> "cp_model.IntVar | None":
        opening = (coach, self.wanted.starts[at].half)
        free = can_come(self.wanted, coach, start_index=at)
        if not free and (opening not in self.opened or (coach, at) in self.wanted.busy):
            return None
        lead = self.leads[team.defi_id, at, coach] = self.model.new_bool_var("")
        if not free:
            self.model.add_implication(lead, self.opened[opening])
        return lead

    def _missing_openings(self, team: CommitteeTeam, at: int) -> list[Opening] | None:
        """Return a list with the excluded half-day that this start needs, or an empty list if it needs none.

        Return None if the team cannot have this start even with one half-day."""
        half = self.wanted.starts[at].half
        shut = [(person, half) for person in team.people if (person, half) in self.wanted.shut]
        busy = any((person, at) in self.wanted.busy for person in team.people)
        return None if busy or len(shut) > 1 or any(start not in self.opened for start in shut) else shut

    def _forbid_overlaps(self) -> None:
        people: defaultdict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        coaches: defaultdict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        teams = {team.defi_id: team.people for team in self.wanted.teams}
        for (defi, at), here in self.at.items():
            for person_id in teams[defi]:
                people[person_id][at].append(here)
        for (_, at, coach), lead in self.leads.items():
            coaches[coach][at].append(lead)
            if coach in people:
                people[coach][at].append(lead)
        for mine in people.values():
            self._keep_apart(mine, MINUTES)
        for mine in coaches.values():
            self._keep_apart(mine, MINUTES + self.wanted.gap)

    def _keep_apart(self, mine: Mapping[int, Sequence["cp_model.IntVar"]], minutes: int) -> None:
        starts = self.wanted.starts
        for first in mine:
            since = starts[first].at
            near = [each for at, some in mine.items() if since <= starts[at].at < since + minutes * 60 for each in some]
            if len(near) > 1:
                self.model.add_at_most_one(near)

    def _limit_days(self) -> None:
        days: defaultdict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (_, at, coach), lead in self.leads.items():
            days[coach, self.wanted.starts[at].day].append(lead)
        most = self.wanted.a_day + self.looser.a_day
        for key, leads in days.items():
            self.model.add(sum(leads) <= max(0, most - self.wanted.had.count(key)))

    def _solve(self, *, until: float) -> "tuple[cp_model.CpSolver, cp_model.CpSolverStatus]":
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1  # with several workers, the result would be random
        solver.parameters.random_seed = SEED
        solver.parameters.linearization_level = 2  # at a lower level, a proof of infeasibility takes minutes
        solver.parameters.max_time_in_seconds = max(0.0, until - monotonic())
        return solver, solver.solve(self.model)

    def _read_placements(self, solver: "cp_model.CpSolver") -> Iterator[PlacedCommittee]:
        for (defi, at), here in self.at.items():
            if solver.boolean_value(here):
                beside = ((who, lead) for (of, when, who), lead in self.leads.items() if (of, when) == (defi, at))
                yield PlacedCommittee(defi, at, tuple(who for who, lead in beside if solver.boolean_value(lead)))
