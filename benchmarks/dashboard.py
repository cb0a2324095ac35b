"""How fast the dashboard answers: lever to redraw for several visitors at once, and memory after many visits.

uv run python -m benchmarks.dashboard --visitors 1 5 20 --moves 5 --visits 200

A real server, and real browsers (Chromium by Playwright) on the same machine, which therefore share its cores with the
server: with many visitors part of what is measured is the browsers' own work. The time runs from the press of a key in
a lever's field until the figure is drawn anew with the first answer for that lever, never asked before. Between two
moves a visitor looks at the answer for a while, as people do; thorough answers are made meanwhile, and wait for nobody.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

FIELD = '[data-lever="talking_therapy"] .amount input[type="number"]'
APART = 20.0  # between two moves: a step so small that no course is other draws nothing anew
READY = "() => document.querySelector('.status')?.innerText.includes('Done')"
WATCH = """
() => {
  window.answers = [];
  const plot = document.querySelector('.plot');
  new MutationObserver(() => {
    if (window.asked) { window.answers.push(performance.now() - window.asked); window.asked = null; }
  }).observe(plot, { attributes: true, attributeFilter: ['data-drawn'] });
  const field = document.querySelector('FIELD');
  field.addEventListener('change', () => { window.asked = performance.now(); }, true);
}
""".replace("FIELD", FIELD.replace("'", "\\'"))


def resident(process: int) -> float:
    """Memory of a process and its children, megabytes."""
    table = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(int(cell) for cell in line.split()) for line in table.splitlines()[1:]]
    family = {process}
    for pid, parent, _ in rows:
        if parent in family:
            family.add(pid)
    return sum(rss for pid, _, rss in rows if pid in family) / 1024


def redraws(browser: Any, address: str, visitors: int, moves: int, first: float, look: float) -> list[float]:
    """Milliseconds from lever to redraw; all visitors move at the same moment, each to an amount nobody had.

    Args:
        browser: whose pages they are.
        address: of the dashboard.
        visitors: how many.
        moves: of each.
        first: the first amount.
        look: seconds that a visitor looks at an answer; 0: until it is thorough.
    """
    from tests.dashboard.browser.browsing import Visit

    visits = [Visit(browser, address) for _ in range(visitors)]
    for visit in visits:
        visit.page.goto(f"{address}/?scenario=baseline", wait_until="commit")
    for visit in visits:
        visit.page.wait_for_selector(".plot[data-drawn]", timeout=300_000)
    for visit in visits:
        if not look:
            visit.page.wait_for_function(READY, timeout=300_000)
        visit.page.evaluate(WATCH)
    for move in range(moves):
        for at, visit in enumerate(visits):
            amount = first + APART * move + at / 64
            script = f"f => {{ f.value = '{amount}'; f.dispatchEvent(new Event('change', {{bubbles: true}})); }}"
            visit.page.eval_on_selector(FIELD, script)
        for visit in visits:
            visit.page.wait_for_function(f"() => window.answers.length > {move}", timeout=120_000)
        for visit in visits if not look else []:
            visit.page.wait_for_function(READY, timeout=300_000)
        time.sleep(look)
    found = [float(value) for visit in visits for value in visit.page.evaluate("window.answers")]
    for visit in visits:
        visit.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, nargs="*", default=[1, 5, 20])
    parser.add_argument("--moves", type=int, default=5)
    parser.add_argument("--look", type=float, default=0.0, help="seconds between moves; 0: until answers are thorough")
    parser.add_argument("--visits", type=int, default=200)
    parser.add_argument("--tree", type=Path, default=ROOT, help="another checkout, whose server is to be timed")
    given = parser.parse_args()

    from playwright.sync_api import sync_playwright

    from tests.dashboard.browser.browsing import FLAGS, Visit, chromium, free_port

    port = free_port()
    command = [sys.executable, "run.py", "dashboard", "--no-open", "--port", str(port)]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            command, cwd=given.tree, env=os.environ | {"PYTHONPATH": str(given.tree)}, stdout=log, stderr=log
        ) as server,
    ):
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
            redraws(browser, address, 1, 2, 10.0, 0.0)  # everything compiled and cached
            for round_, visitors in enumerate(given.visitors):
                times = sorted(redraws(browser, address, visitors, given.moves, 120.0 + round_, given.look))
                late = times[min(len(times) - 1, int(0.95 * len(times)))]
                row = {"visitors": visitors, "redraws": len(times), "median_ms": round(statistics.median(times))}
                print(json.dumps(row | {"p95_ms": round(late)}), flush=True)
            before = resident(server.pid)
            for number in range(given.visits):
                visit = Visit(browser, address)
                visit.page.goto(address)
                visit.page.wait_for_selector("ul.strips", timeout=120_000)
                visit.page.goto("about:blank")  # as whoever closes the page: it says goodbye
                visit.close()
                if (number + 1) % 50 == 0:
                    print(json.dumps({"visits": number + 1, "megabytes": round(resident(server.pid))}), flush=True)
            after = resident(server.pid)
            print(json.dumps({"visits": given.visits, "before_mb": round(before), "after_mb": round(after)}))
            browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
