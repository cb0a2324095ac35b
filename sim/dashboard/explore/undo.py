"""Undo and redo: what was asked before, and what was taken back."""

from typing import NamedTuple, Self

from sim.studies.explore.question import Question

MOST = 50
OTHERS = ("policy", "kept", "outcome")  # parts of a question that the last lever is compared across


class History(NamedTuple):
    """Questions in the order in which they were asked."""

    past: tuple[Question, ...]
    present: Question
    future: tuple[Question, ...] = ()

    def ask(self, question: Question) -> Self:
        """Ask something new."""
        if question == self.present:
            return self
        return type(self)((*self.past, self.present)[-MOST:], question)

    def undo(self) -> Self:
        """Back to what was asked before."""
        if not self.past:
            return self
        return type(self)(self.past[:-1], self.past[-1], (self.present, *self.future))

    def redo(self) -> Self:
        """Forward again."""
        if not self.future:
            return self
        return type(self)((*self.past, self.present), self.future[0], self.future[1:])

    def go(self, question: Question) -> Self:
        """To a question that the browser has gone back or forward to."""
        if question == self.present:
            return self
        if self.past and question == self.past[-1]:
            return self.undo()
        if self.future and question == self.future[0]:
            return self.redo()
        return self.ask(question)

    def before_last_lever(self) -> Question | None:
        """The last question with another policy, in the same area and with the same random numbers; None where there is
        none.
        """
        for question in reversed(self.past):
            same = question.model_copy(update={name: getattr(self.present, name) for name in OTHERS}) == self.present
            if question.policy != self.present.policy:
                return question if same and question.policy.base == self.present.policy.base else None
        return None
