"""What a trial file says: whom a trial recruits, what its arms get, whom it randomises again, and when it measures."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.core.strict import Strict
from sim.errors import UnknownName, WrongValue
from sim.scenario.tables import Problem

Points = tuple[float, float]
LONGEST = 52 * 20  # weeks of follow-up
LARGEST_SOCIETY = 5_000_000
LONGEST_REMISSION = 255  # weeks: a person's record counts no further
MOST_EPISODES = 255
LONGEST_TAPER = 104  # weeks
NEVER: Literal["never"] = "never"
OUTCOMES = ("phq9", "gad7", "pcl5", "gse", "ismi")
SYMPTOMS = ("phq9", "gad7", "pcl5")  # with rules for response, remission and relapse

Week = Annotated[int, Field(ge=0, le=LONGEST)]


def _week_or_never(given: Any) -> Any:
    whole = isinstance(given, int) and not isinstance(given, bool)
    if given != NEVER and not (whole and 0 <= given <= LONGEST):
        raise WrongValue((), given, f'a week from 0 to {LONGEST:,}, or "{NEVER}"')
    return given


WeekOrNever = Annotated[int | Literal["never"], BeforeValidator(_week_or_never)]


class Withheld(StrEnum):
    """What an arm may not have."""

    NOTHING = "nothing"  # care as usual continues
    THERAPY = "therapy"  # no place in a service: a waiting list
    CARE = "care"  # neither that nor family doctor or medication, unless the trial gives it
    ALL = "all"  # nor what the trial gives


class Who(StrEnum):
    """Whom a second stage randomises again, by the main outcome at its week."""

    RESPONDERS = "responders"  # the score is at most half of that at week 0
    NON_RESPONDERS = "non_responders"
    REMITTED = "remitted"  # the score is below 5 (PHQ-9, GAD-7) or 33 (PCL-5)
    NOT_REMITTED = "not_remitted"
    EVERYONE = "everyone"


class RecruitSpec(Strict):
    """Whom a trial recruits. Nobody in a course of treatment takes part."""

    phq9: Points = Field(default=(0.0, 27.0), strict=False, description="PHQ-9 points at screening, from and to")
    gad7: Points = Field(default=(0.0, 21.0), strict=False, description="GAD-7 points at screening")
    pcl5: Points = Field(default=(0.0, 80.0), strict=False, description="PCL-5 points at screening")
    diagnosis: list[Annotated[Problem, Field(strict=False)]] = Field(
        default_factory=list, description="in an episode of one of these; empty: no diagnosis needed"
    )
    previously_ill: list[Annotated[Problem, Field(strict=False)]] = Field(
        default_factory=list, description="has had an episode of one of these, over or not; empty: no history needed"
    )
    episodes: int = Field(
        default=0, ge=0, le=MOST_EPISODES, description="minimum episodes so far of one of `previously_ill`"
    )
    remitted_weeks: int = Field(
        default=0,
        ge=0,
        le=LONGEST_REMISSION,
        description="in no episode of `previously_ill`, and well for this number of weeks at least",
    )
    medicated_weeks: int = Field(default=0, ge=0, le=1000, description="minimum weeks on medication")
    unmedicated: bool = Field(default=False, description="only people who take no medication")
    share: float = Field(default=0.25, gt=0.0, le=1.0, description="share of those eligible who are recruited")
    participants: int = Field(default=10**6, ge=2, description="maximum, over all arms")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for scale, top in (("phq9", 27.0), ("gad7", 21.0), ("pcl5", 80.0)):
            low, high = getattr(self, scale)
            if not 0.0 <= low <= high <= top:
                raise WrongValue((scale,), [low, high], f"two numbers of points in order, from 0 to {top:g}")
        if self.unmedicated and self.medicated_weeks > 0:
            raise WrongValue(("unmedicated",), True, "false, since medicated_weeks asks for people on medication")
        for name in ("episodes", "remitted_weeks"):
            if getattr(self, name) > 0 and not self.previously_ill:
                raise WrongValue((name,), getattr(self, name), 'previously_ill beside it, such as ["depression"]')
        both = [problem.value for problem in self.diagnosis if problem in self.previously_ill]
        if self.remitted_weeks > 0 and both:
            raise WrongValue(("diagnosis",), both, "no diagnosis of which people shall be remitted (remitted_weeks)")
        return self


class ContinuationSpec(Strict):
    """A second weekly course, for those who finished the arm's own."""

    intervention: str = Field(description="an intervention")
    start_week: Annotated[int, Field(ge=1, le=LONGEST)] = Field(
        description="week after randomisation from which it is given"
    )
    sessions: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="weekly sessions; 0: those of the intervention"
    )


class ArmSpec(Strict):
    """What one arm gets. Weeks are counted from the randomisation into it."""

    intervention: str = Field(default="", description="an intervention; empty: nothing from the trial")
    sessions: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="weekly sessions; 0: those of the intervention (programmes need a number here)"
    )
    start_week: Week = Field(default=0, description="week after randomisation from which it is given")
    boosters: list[Annotated[int, Field(ge=1, le=LONGEST)]] = Field(
        default_factory=list,
        description="weeks after each of which one more session is given to those who did not leave the course",
    )
    booster_intervention: str = Field(default="", description="what it is a session of; empty: of `intervention`")
    continuation: ContinuationSpec | None = Field(
        default=None, description="a second weekly course for those who finished the first"
    )
    withhold: Withheld = Field(
        default=Withheld.NOTHING,
        strict=False,
        description=(
            'what is withheld: "nothing", "therapy" (no place in a service), "care" (nor family doctor or medication, '
            'unless the trial gives it) or "all" (nor what the trial gives)'
        ),
    )
    withhold_from: Week = Field(default=0, description="week after randomisation from which that is withheld")
    withhold_until: Week = Field(default=LONGEST, description="week after randomisation up to which that is withheld")
    crossover_week: WeekOrNever = Field(
        default=NEVER, description='week after which a waiting list gets another arm\'s course, or "never"'
    )
    crossover_to: str = Field(default="", description="the arm whose course it gets then")
    stop_medication: bool = Field(default=False, description="medication ends and is not resumed")
    stop_week: Week = Field(default=0, description="week after randomisation from which it ends")
    taper_weeks: Annotated[int, Field(ge=0, le=LONGEST_TAPER)] = Field(
        default=0, description="weeks over which the dose is lowered in equal steps; 0 or 1: stopped at once"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        self._check_sessions()
        if self.withhold_from > self.withhold_until:
            raise WrongValue(
                ("withhold_from",), self.withhold_from, f"a week up to withhold_until, {self.withhold_until}"
            )
        if not self.stop_medication and (self.stop_week or self.taper_weeks):
            name = "stop_week" if self.stop_week else "taper_weeks"
            raise WrongValue((name,), getattr(self, name), "stop_medication = true beside it")
        self._check_crossover()
        return self

    def _check_sessions(self) -> None:
        if self.boosters and not (self.intervention or self.booster_intervention):
            raise WrongValue(("boosters",), self.boosters, "booster_intervention beside it: what they are sessions of")
        if self.booster_intervention and not self.boosters:
            raise WrongValue(
                ("booster_intervention",), self.booster_intervention, "boosters beside it, a list of weeks"
            )
        if self.boosters != sorted(set(self.boosters)) or (self.boosters and self.boosters[0] <= self.start_week):
            raise WrongValue(("boosters",), self.boosters, f"weeks in order, after start_week, {self.start_week}")
        if self.continuation and self.continuation.start_week <= self.start_week:
            where = ("continuation", "start_week")
            raise WrongValue(where, self.continuation.start_week, f"a week after start_week, {self.start_week}")

    def _check_crossover(self) -> None:
        if (self.crossover_week == NEVER) != (not self.crossover_to):
            name, other = (
                ("crossover_week", "crossover_to") if self.crossover_to else ("crossover_to", "crossover_week")
            )
            wanted = "the week of it, since" if self.crossover_to else "an arm, since"
            raise WrongValue((name,), getattr(self, name), f"{wanted} {other} = {getattr(self, other)!r}")
        if self.withhold == Withheld.ALL and self.intervention and self.withhold_from <= self.start_week:
            raise WrongValue(
                ("withhold_from",),
                self.withhold_from,
                f"a week after start_week, {self.start_week}, since all is withheld",
            )
        if self.crossover_to and self.intervention:
            raise WrongValue(
                ("crossover_to",), self.crossover_to, "an arm without an intervention: only a waiting list crosses over"
            )

    @property
    def last_withheld(self) -> int:
        """The last week in which anything is withheld: nothing is from those who have crossed over."""
        return (
            min(self.withhold_until, self.crossover_week)
            if isinstance(self.crossover_week, int)
            else self.withhold_until
        )

    def withholds(self, week: int) -> Withheld:
        """What is withheld in a week since the randomisation, the first being 1."""
        return self.withhold if self.withhold_from < week <= self.last_withheld else Withheld.NOTHING

    def withdraws(self, week: int) -> int:
        """Weeks over which medication is withdrawn, as ordered in a week since the randomisation; 0: it is not."""
        return max(1, self.taper_weeks) if self.stop_medication and week > self.stop_week else 0


class SecondStage(Strict):
    """A second randomisation of some participants; the others stay as they are."""

    week: Annotated[int, Field(ge=1, le=LONGEST)] = Field(
        description="week of the second randomisation, one of the trial's weeks"
    )
    who: Who = Field(
        strict=False,
        description=(
            'who is randomised again: "responders" (score at most half of that at week 0), "non_responders", '
            '"remitted" (PHQ-9 or GAD-7 below 5, PCL-5 below 33), "not_remitted" or "everyone"'
        ),
    )
    of: list[str] = Field(default_factory=list, description="only participants of these arms; empty: of all")
    finished: bool = Field(default=False, description="only participants who finished the trial's course")
    arms: dict[str, ArmSpec] = Field(description="arms by name")
    comparator: str = Field(description="the arm that the others are compared with")

    @model_validator(mode="after")
    def _compared(self) -> Self:
        _check_arms(self.arms, self.comparator)
        return self


class Measure(StrEnum):
    """What a published figure of a trial is a figure of."""

    G = "g"  # Hedges g of an arm against another, above 0 where the arm did better
    RESPONSE = "response"  # % whose score fell by half
    REMISSION = "remission"  # % below 5 (PHQ-9, GAD-7) or 33 (PCL-5)
    RELAPSE = "relapse"  # % ill again
    DROPOUT = "dropout"  # % of those who began the course who left it
    NEVER_BEGAN = "never_began"  # % of those given the course who had no session


class PublishedTrial(Strict):
    """A published result that the trial is compared with."""

    label: str = Field(description="what the figure says")
    measure: Measure = Field(
        strict=False,
        description=(
            'what it is a figure of: "g" (Hedges g, above 0 where the arm did better) or, in %, "response", '
            '"remission", "relapse", "dropout" (of those who began), "never_began"'
        ),
    )
    arm: str = Field(description="the arm")
    against: str = Field(default="", description='for "g": the other arm; empty: the comparator')
    outcome: str = Field(default="", description="outcome; empty: the primary one")
    week: Annotated[int, Field(ge=1, le=LONGEST)] = Field(description="week, one of the trial's weeks")
    value: float = Field(description="the published figure")
    low: float | None = Field(default=None, description="lower end of what was published")
    high: float | None = Field(default=None, description="upper end of what was published")
    evidence: str = Field(default="", description="id of the evidence")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.outcome not in ("", *OUTCOMES):
            raise UnknownName(("outcome",), self.outcome, "an outcome", list(OUTCOMES))
        low, high = self.low if self.low is not None else self.value, self.high if self.high is not None else self.value
        if not low <= self.value <= high:
            raise WrongValue(("value",), self.value, "a value between low and high")
        if self.against and self.measure != Measure.G:
            raise WrongValue(("against",), self.against, 'no arm, since only measure = "g" compares two')
        return self


class TrialSpec(Strict):
    """A whole trial file."""

    title: str = Field(description="name shown to readers")
    description: str = Field(default="", description="what it asks, in a paragraph")
    scenario: str = Field(default="baseline", description="the society it takes place in")
    people: int = Field(default=20_000, ge=10, le=LARGEST_SOCIETY, description="size of that society")
    recruit: RecruitSpec = Field(default_factory=RecruitSpec, description="whom it recruits")
    arms: dict[str, ArmSpec] = Field(description="arms by name")
    comparator: str = Field(default="", description="the arm that the others are compared with")
    weeks: list[Annotated[int, Field(ge=1, le=LONGEST)]] = Field(
        description="weeks after randomisation at which everybody is measured"
    )
    primary: str = Field(default="phq9", description="main outcome: phq9, gad7, pcl5, gse or ismi")
    second_stage: SecondStage | None = Field(
        default=None, description="a second randomisation, of those who responded or did not"
    )
    published: list[PublishedTrial] = Field(
        default_factory=list, description="published results that it is compared with"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.second_stage is None or len(self.arms) > 1:
            _check_arms(self.arms, self.comparator)
        elif not self.arms:
            raise WrongValue(("arms",), [], "one arm or more")
        elif self.comparator:
            raise WrongValue(("comparator",), self.comparator, "no comparator, since the first stage has one arm")
        if self.primary not in OUTCOMES:
            raise UnknownName(("primary",), self.primary, "an outcome", list(OUTCOMES))
        if not self.weeks or self.weeks != sorted(set(self.weeks)):
            raise WrongValue(("weeks",), self.weeks, "one week or more, in order")
        for name, arm in self.arms.items():
            if (arm.boosters or arm.continuation) and not arm.intervention:
                where = ("arms", name, "boosters" if arm.boosters else "continuation")
                raise WrongValue(where, "", "an intervention in this arm, whose course it follows")
        _check_weeks(("arms",), self.arms, self.weeks[-1])
        self._check_crossing(("arms",), self.arms)
        if self.second_stage is not None:
            self._check_second(self.second_stage)
        for number, figure in enumerate(self.published):
            self._check_published((f"published (entry {number + 1})",), figure)
        return self

    def _check_crossing(self, where: tuple[str, ...], arms: dict[str, ArmSpec]) -> None:
        treating = [name for name, arm in arms.items() if arm.intervention]
        for name, arm in arms.items():
            if arm.crossover_to and arm.crossover_to not in treating:
                raise UnknownName(
                    (*where, name, "crossover_to"), arm.crossover_to, "an arm with an intervention", treating
                )

    def _check_second(self, second: SecondStage) -> None:
        if second.week not in self.weeks[:-1]:
            where = ("second_stage", "week")
            raise WrongValue(where, second.week, f"one of weeks but the last, {self.weeks}: that measure decides")
        if second.who != Who.EVERYONE and self.primary not in SYMPTOMS:
            where = ("second_stage", "who")
            raise WrongValue(where, second.who.value, f'"everyone", since {self.primary} has no cut-offs')
        unknown = [name for name in second.of if name not in self.arms]
        if unknown:
            raise UnknownName(("second_stage", "of"), unknown[0], "an arm of the first stage", list(self.arms))
        twice = [name for name in second.arms if name in self.arms]
        if twice:
            raise WrongValue(("second_stage", "arms", twice[0]), twice[0], "a name that no arm of the first stage has")
        _check_weeks(("second_stage", "arms"), second.arms, self.weeks[-1] - second.week)
        self._check_crossing(("second_stage", "arms"), second.arms)

    def _check_published(self, where: tuple[str, ...], figure: PublishedTrial) -> None:
        second = self.second_stage
        for name in ("arm", "against"):
            arm = getattr(figure, name)
            known = list(self.arms) if second is None else [*self.arms, *second.arms]
            if arm not in known and (arm or name == "arm"):
                raise UnknownName((*where, name), arm, "an arm", known)
        if figure.week not in self.weeks:
            raise WrongValue((*where, "week"), figure.week, f"one of weeks, {self.weeks}")
        if second is not None and figure.arm in second.arms and figure.week <= second.week:
            raise WrongValue((*where, "week"), figure.week, f"a week after the second randomisation, {second.week}")
        outcome = figure.outcome or self.primary
        if figure.measure in (Measure.RESPONSE, Measure.REMISSION, Measure.RELAPSE) and outcome not in SYMPTOMS:
            raise WrongValue((*where, "outcome"), outcome, f"one of {', '.join(SYMPTOMS)}, which have cut-offs")
        if figure.measure == Measure.G:
            mine = self.arms if figure.arm in self.arms else second.arms if second is not None else {}
            against = figure.against or self.comparator_of(figure.arm)
            if against not in mine or against == figure.arm:
                raise WrongValue((*where, "against"), against, f"another arm of the randomisation of {figure.arm}")

    def compared_weeks(self) -> list[int]:
        """Weeks at which the first stage compares what it randomised: before its comparator crosses over."""
        crossing = self.arms[self.comparator].crossover_week if self.comparator else NEVER
        before = [week for week in self.weeks if not isinstance(crossing, int) or week <= crossing]
        return before or self.weeks

    def asks_for_relapse(self, stage: int) -> bool:
        """Whether those randomised in a stage were well or had responded, so that the question is who is ill again."""
        if stage == 1 or self.second_stage is None:
            return self.recruit.remitted_weeks > 0
        return self.second_stage.who in (Who.RESPONDERS, Who.REMITTED)

    def comparator_of(self, arm: str) -> str:
        """The comparator of the randomisation that an arm belongs to."""
        if self.second_stage is not None and arm in self.second_stage.arms:
            return self.second_stage.comparator
        return self.comparator


def _check_arms(arms: dict[str, ArmSpec], comparator: str) -> None:
    """Two arms or more, and a comparator among them."""
    if len(arms) < 2:
        raise WrongValue(("arms",), list(arms), "two arms or more")
    if comparator not in arms:
        raise UnknownName(("comparator",), comparator, "an arm", list(arms))


def _check_weeks(where: tuple[str, ...], arms: dict[str, ArmSpec], last: int) -> None:
    """Refuse what would only begin after the last measure.

    Args:
        where: the arms in the file.
        arms: the arms.
        last: the last measured week, counted from the randomisation into these arms.
    """
    for name, arm in arms.items():
        begins: dict[str, object] = {
            "withhold_from": arm.withhold_from,
            "stop_week": arm.stop_week,
            "crossover_week": arm.crossover_week,
            "boosters": max(arm.boosters, default=0),
            "continuation": arm.continuation.start_week if arm.continuation is not None else 0,
        }
        for key, week in begins.items():
            if isinstance(week, int) and week >= last:
                expected = f"a week before the last measure, which is in week {last} of this arm"
                raise WrongValue((*where, name, key), week, expected)
