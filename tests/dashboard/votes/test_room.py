"""All votes: codes that people can read and nobody can guess, bounds, and forgetting."""

from __future__ import annotations

from sim.dashboard.votes.room import (
    LETTERS,
    LIFETIME,
    MOST_ADDRESSES,
    WITHIN,
    WRONG_CODES,
    Room,
    code_in,
    new_code,
    new_voter,
    spoken,
    voter_in,
)

OPTIONS = {"up": "Up", "down": "Down"}
TEACHER = ("10.0.0.1", "teacher")


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_code_is_read_however_it_is_typed() -> None:
    assert code_in("cdf-hjk") == code_in(" CDF HJK ") == code_in("CDFHJK") == "CDFHJK"
    assert spoken("CDFHJK") == "CDF-HJK"
    for wrong in (
        "",
        "CDFHJ",
        "CDFHJKM",
        "CDFHJ0",
        "CDFHJO",
        "CDFHJI",
        "CDFHJ1",
        "CDFHJ\u212a",
        "../../",
        "CDFHJK\x00",
    ):
        assert code_in(wrong) == ""


def test_codes_have_no_letters_that_look_alike_and_hardly_ever_meet() -> None:
    assert not set(LETTERS) & set("0O1IL8B5S2ZUAE")
    codes = [new_code() for _ in range(3_000)]
    assert all(code_in(code) == code for code in codes)
    assert len(set(codes)) >= 2_999
    counts = [sum(code.count(letter) for code in codes) for letter in LETTERS]
    assert min(counts) > 0.8 * max(counts)  # every letter is as likely as any other


def test_a_cookie_counts_for_the_vote_that_it_was_made_for_and_for_no_other() -> None:
    cookie = new_voter("CDFHJK")
    assert voter_in(cookie, "CDFHJK")
    assert voter_in(cookie, "CDFHJM") == ""
    assert voter_in(f"{'0' * 24}.{cookie.partition('.')[2]}", "CDFHJK") == ""
    for wrong in (None, "", "x", cookie[:-1], cookie + "0", cookie.upper()):
        assert voter_in(wrong, "CDFHJK") == ""
    assert new_voter("CDFHJK") != cookie


def test_a_vote_is_found_again_by_its_owner_only() -> None:
    room = Room()
    poll = room.open(TEACHER, "lesson", "Which?", OPTIONS)
    assert poll is not None
    assert room.find(TEACHER, "lesson") is room.poll(poll.code) is poll
    assert room.find(TEACHER, "other") is None
    assert room.find(("10.0.0.1", "pupil"), "lesson") is None
    again = room.open(TEACHER, "lesson", "Which?", OPTIONS)
    assert again is not None
    assert poll.ended
    assert len(room) == 1
    room.end(again)
    assert (room.poll(again.code), room.find(TEACHER, "lesson"), len(room)) == (None, None, 0)


def test_a_vote_is_forgotten_after_two_hours() -> None:
    clock = Clock()
    room = Room(clock)
    poll = room.open(TEACHER, "lesson", "Which?", OPTIONS)
    assert poll is not None
    poll.join("a")
    clock.now += LIFETIME - 1.0
    assert room.poll(poll.code) is poll
    clock.now += 1.0
    assert room.poll(poll.code) is None
    room.forget_old()
    assert poll.ended
    assert len(room) == 0


def test_votes_are_bounded() -> None:
    room = Room(in_all=6, per_address=4, per_visitor=2)
    first = [room.open(TEACHER, str(number), "Which?", OPTIONS) for number in range(3)]
    assert [poll.ended for poll in first if poll is not None] == [True, False, False]  # a visitor's oldest gives way
    for number in range(2):
        assert room.open(("10.0.0.1", f"other {number}"), "x", "Which?", OPTIONS) is not None
    assert room.open(("10.0.0.1", "one more"), "x", "Which?", OPTIONS) is None
    assert room.open(("10.0.0.2", "a"), "x", "Which?", OPTIONS) is not None
    assert room.open(("10.0.0.3", "a"), "x", "Which?", OPTIONS) is not None
    assert room.open(("10.0.0.4", "a"), "x", "Which?", OPTIONS) is None
    assert len(room) == 6


def test_an_address_that_guesses_has_to_wait_a_minute_and_no_other_has() -> None:
    clock = Clock()
    room = Room(clock)
    for _ in range(WRONG_CODES):
        assert not room.guessing("10.0.0.9")
        room.wrong("10.0.0.9")
    assert room.guessing("10.0.0.9")
    assert not room.guessing("10.0.0.8")
    clock.now += WITHIN
    assert not room.guessing("10.0.0.9")


def test_addresses_that_guess_are_counted_within_bounds() -> None:
    clock = Clock()
    room = Room(clock)
    for number in range(MOST_ADDRESSES + 50):
        room.wrong(str(number))
    assert len(room._wrong) == MOST_ADDRESSES
    clock.now += WITHIN
    room.forget_old()
    assert len(room._wrong) == 0
