"""The page on a phone: a form with a few answers, which works without scripts, in a few thousand bytes."""

import html
from collections.abc import Mapping

from sim.dashboard.votes.poll import Poll, Stage, State
from sim.dashboard.votes.room import LENGTH, spoken

NOTICES = {
    "late": "Your vote came too late: voting had closed.",
    "none": "Choose one answer, then send it.",
}
"""What a page may say at its top, by the name that its address carries."""

LOOK = """
:root { --ink: #1f2933; --soft: #52606d; --rule: #d5dbe1; --accent: #00558a; }
* { box-sizing: border-box; }
body { font: 1.1rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); background: #fff;
  max-width: 34rem; margin: 0 auto; padding: 0.8rem 1rem 3rem; overflow-wrap: break-word; }
header { color: var(--soft); font-size: 0.9rem; border-bottom: 1px solid var(--rule); padding-bottom: 0.5rem; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 1rem 0; }
fieldset { border: 0; padding: 0; margin: 0; min-width: 0; }
legend { padding: 0; }
label.answer { display: flex; gap: 0.7rem; align-items: center; border: 1px solid #7b8794; border-radius: 8px;
  padding: 0.7rem 0.8rem; margin: 0.5rem 0; min-height: 3rem; }
label.answer:has(input:checked) { border: 2px solid var(--accent); background: #eef5fa; font-weight: 600; }
input[type="radio"] { width: 1.3rem; height: 1.3rem; flex: none; accent-color: var(--accent); margin: 0; }
input[type="text"] { font: inherit; font-size: 1.6rem; letter-spacing: 0.15em; text-transform: uppercase; width: 100%;
  padding: 0.5rem 0.7rem; border: 1px solid #7b8794; border-radius: 8px; }
button { font: inherit; font-weight: 600; color: #fff; background: var(--accent); border: 0; border-radius: 8px;
  padding: 0.8rem 1.2rem; width: 100%; margin-top: 0.6rem; }
:focus-visible { outline: 3px solid #b45f00; outline-offset: 2px; }
.note { border-left: 5px solid var(--accent); background: #f4f6f8; padding: 0.6rem 0.8rem; margin: 1rem 0; }
.note.wrong { border-color: #a63c00; background: #fdf3ee; }
.note p { margin: 0.2rem 0; }
dl { margin: 0; } dt { margin-top: 0.7rem; }
dd { margin: 0.15rem 0 0; display: flex; gap: 0.6rem; align-items: center; }
meter { flex: 1 1 auto; height: 1.1rem; min-width: 0; }
meter::-webkit-meter-optimum-value { background: var(--accent); } meter::-moz-meter-bar { background: var(--accent); }
 dd span { flex: none; min-width: 4.5rem; text-align: right; }
.soft { color: var(--soft); font-size: 0.95rem; }
"""

SCRIPT = """
// the page comes again by itself when the vote has moved on
(() => {
  const state = document.body.dataset.state;
  if (!state) return;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.pathname.replace(/\\/$/, "") + "/state", { cache: "no-store" });
      if (answer.status === 404 || (answer.ok && (await answer.text()) !== state)) location.replace(location.pathname);
    } catch (problem) { /* no network just now: the next try may work */ }
  };
  setInterval(ask, 3000);
  document.addEventListener("visibilitychange", ask);
})();
"""

EVERY = 8  # seconds after which a page without scripts comes again by itself, where there is nothing to fill in


def voting_page(poll: Poll, voter: str, action: str, notice: str = "") -> str:
    """The page of somebody who has joined.

    Args:
        poll: the vote.
        voter: who.
        action: the address of this page.
        notice: what is said at the top, by its name in `NOTICES`; "": nothing.
    """
    state, (first, second) = poll.state, poll.votes_of(voter)
    mine = second if state.asked_again else first
    parts = [_note(NOTICES[notice], wrong=True)] if notice in NOTICES else []
    if state.stage == Stage.OPEN:
        parts += [_chosen(poll, first), _form(poll, first, action)]
    elif state.stage == Stage.CLOSED:
        parts += [_question(poll), _chosen(poll, first, closed=True)]
        parts.append('<p class="soft">What comes out appears here once it is revealed.</p>')
    else:
        parts += [_came_out(poll, state, first)]
        if state.stage == Stage.AGAIN:
            parts += ["<p><strong>Would you now answer differently?</strong></p>", _chosen(poll, second)]
            parts.append(_form(poll, second, action))
        else:
            if state.asked_again:
                parts.append(_chosen(poll, second, closed=True, again=True))
            parts.append(_counted(poll, state))
    waiting = not state.taking or bool(mine)
    return _page("Your prediction", "".join(parts), state=state.stage.value, code=poll.code, refresh=waiting)


def code_page(action: str, notice: str = "", typed: str = "") -> str:
    """The page where a code is typed.

    Args:
        action: where the code is sent.
        notice: what was wrong with the code before; "": nothing.
        typed: what was typed.
    """
    said = _note(notice, wrong=True) if notice else ""
    given = html.escape(typed[: 2 * LENGTH], quote=True)
    body = (
        f'{said}<form method="get" action="{html.escape(action, quote=True)}">'
        '<h1><label for="code">The code on the screen in front</label></h1>'
        f'<input type="text" id="code" name="code" value="{given}" maxlength="{2 * LENGTH}" required '
        'autocomplete="off" autocapitalize="characters" spellcheck="false"><button>Join</button></form>'
        '<p class="soft">Nobody asks for your name.</p>'
    )
    return _page("Join a vote", body)


def message_page(title: str, words: str, way: str = "", link: str = "") -> str:
    """A page that only says something.

    Args:
        title: its heading.
        words: what it says.
        way: the address of a way on; "": none.
        link: what that link is called.
    """
    on = f'<p><a href="{html.escape(way, quote=True)}">{html.escape(link)}</a></p>' if way else ""
    return _page(title, f"<h1>{html.escape(title)}</h1><p>{html.escape(words)}</p>{on}")


def _question(poll: Poll) -> str:
    return f"<h1>{html.escape(poll.ask)}</h1>"


def _note(words: str, *, wrong: bool = False) -> str:
    role = "alert" if wrong else "status"
    return f'<div class="note{" wrong" if wrong else ""}" role="{role}"><p>{html.escape(words)}</p></div>'


def _chosen(poll: Poll, mine: str, *, closed: bool = False, again: bool = False) -> str:
    answer = poll.options.get(mine, "").rstrip(".")
    if closed:
        own = f"Your {'second ' if again else ''}answer: {answer}." if mine else "You did not send an answer."
        return _note(own if again else f"Voting is closed. {own}")
    return _note(f"Sent: {answer}. You can change it until voting closes.") if mine else ""


def _form(poll: Poll, mine: str, action: str) -> str:
    answers = "".join(
        f'<label class="answer"><input type="radio" name="answer" value="{html.escape(name, quote=True)}" required'
        f"{' checked' if name == mine else ''}><span>{html.escape(words)}</span></label>"
        for name, words in poll.options.items()
    )
    return (
        f'<form method="post" action="{html.escape(action, quote=True)}"><fieldset><legend>{_question(poll)}</legend>'
        f"{answers}</fieldset><button>{'Change my answer' if mine else 'Send my answer'}</button></form>"
    )


def _came_out(poll: Poll, state: State, mine: str) -> str:
    if not mine:
        own = "You did not send an answer."
    elif mine == state.came_out:
        own = "You predicted this."
    else:
        own = f"You predicted: {poll.options[mine].rstrip('.')}."
    said = f"<p><strong>{html.escape(state.finding)}</strong></p><p>{html.escape(own)}</p>"
    question = _question(poll) if state.stage != Stage.AGAIN else "<h1>What came out</h1>"
    return f'{question}<div class="note" role="status">{said}</div>'


def _counted(poll: Poll, state: State) -> str:
    shown = _bars(poll, dict(state.first), "What the class predicted", state.came_out)
    if any(count for _, count in state.second):
        shown += _bars(poll, dict(state.second), "When asked again", state.came_out)
    return shown


def _bars(poll: Poll, counts: Mapping[str, int], title: str, came_out: str) -> str:
    total = sum(counts.values())
    rows = "".join(
        f"<dt>{html.escape(words)}{' <strong>(came out)</strong>' if name == came_out else ''}</dt>"
        f'<dd><meter min="0" max="{max(total, 1)}" value="{counts[name]}"></meter>'
        f"<span>{counts[name]} of {total}</span></dd>"
        for name, words in poll.options.items()
    )
    return f"<h1>{title}</h1><dl>{rows}</dl>"


def _page(title: str, body: str, *, state: str = "", code: str = "", refresh: bool = False) -> str:
    again = f'<noscript><meta http-equiv="refresh" content="{EVERY}"></noscript>' if refresh and state else ""
    shown = f" \N{MIDDLE DOT} code {spoken(code)}" if code else ""
    script = f"<script>{SCRIPT}</script>" if state else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><link rel="icon" href="data:,">{again}'
        f"<title>{html.escape(title)} \N{MIDDLE DOT} Recovery dynamics</title><style>{LOOK}</style></head>"
        f'<body data-state="{state}"><header>Recovery dynamics{shown}</header><main>{body}</main>{script}</body></html>'
    )
