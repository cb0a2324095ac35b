"""`run.py dashboard`: the policy explorer, in a browser."""

import socket
from typing import Annotated

import typer

from sim.command.console import printer
from sim.core.extras import require
from sim.dashboard.server_state import IDLE_MINUTES
from sim.errors import UserInputError
from sim.scenario.load import BASELINE, load_scenario
from sim.studies.explore.building import refuse_mixed_money
from sim.studies.explore.explorer import PEOPLE, QUICK, THOROUGH

ONLY_HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"


def opened(addresses: tuple[str, ...]) -> str:
    """What somebody who opens the dashboard to a network should know.

    Args:
        addresses: under which others on the network reach it; empty: none was found.
    """
    if not addresses:
        return (
            "Phones cannot reach this machine: it has no address on a network. Connect it to the network of the phones "
            "and start again."
        )
    other = f" (or {' or '.join(addresses[1:])})" if addresses[1:] else ""
    return (
        f"For phones: {addresses[0]}/j{other}\n"
        "Warning: anybody on the same network can open every page of this dashboard and run the model on this machine. "
        "There are no passwords and no encryption: others on the network may read what is sent. Use it on a network "
        "that you trust, and stop it with Ctrl-C after the lesson. If phones cannot connect, this machine's firewall "
        "blocks them or the network separates its devices: ask who looks after it, or use the show of hands."
    )


def dashboard_command(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets others on the network connect.")
    ] = ONLY_HERE,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8765,
    baseline: Annotated[str, typer.Option(help="Scenario to compare every policy with: a name or path.")] = (BASELINE),
    people: Annotated[
        int, typer.Option(min=100, max=20_000, help="People in each population of the explorer.")
    ] = PEOPLE,
    populations: Annotated[
        int,
        typer.Option(min=4, max=200, help=f"Populations for a full answer; the first answer uses {QUICK} at most."),
    ] = THOROUGH,
    root_path: Annotated[
        str, typer.Option(help="Path under which a reverse proxy serves the dashboard, such as /recovery.")
    ] = "",
    base_url: Annotated[
        str,
        typer.Option(
            help="Address that people open, where a reverse proxy is in front: https://models.example.org/recovery."
        ),
    ] = "",
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(help="Further name under which people open it; may be given several times."),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(help="Address of a reverse proxy that says in X-Forwarded-For where visitors come from."),
    ] = None,
    idle_minutes: Annotated[
        float, typer.Option(min=1.0, help="Minutes without activity after which a session is closed.")
    ] = IDLE_MINUTES,
    classroom: Annotated[
        bool,
        typer.Option(
            "--classroom", help="Let phones on the same network join votes: opens the dashboard to that network."
        ),
    ] = False,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in this machine's browser.")] = True,
) -> int:
    """
    Explore policies in a browser: move a lever, and the model runs and shows the effects.

    It works offline and sends no data. It answers under localhost, the address it listens on, and the names given with
    --allowed-host. One process serves a team; put a reverse proxy with encryption and passwords in front of it (see the
    docs/explorer.md). Ctrl-C stops it.

    Examples:
        uv run run.py dashboard

        uv run run.py dashboard --classroom

        uv run run.py dashboard --host 0.0.0.0 --port 8080 --no-open
    """
    require("dashboard", "the dashboard")
    from sim.dashboard.serve import Address, checked, serve

    if classroom:
        if host != ONLY_HERE or base_url or proxy:
            raise UserInputError(
                "--classroom opens the dashboard to the network of this machine by itself; leave out --host, "
                "--base-url and --proxy. Behind a proxy phones join under the address in --base-url"
            )
        host = EVERYWHERE
    address = checked(Address(host, port, root_path, base_url, tuple(allowed_host or ()), tuple(proxy or ())))
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as problem:
        raise UserInputError(
            f"cannot listen on {host}, port {port} ({problem.strerror or problem}); try another one with --port"
        ) from None
    refuse_mixed_money(load_scenario(baseline))  # report the error now, not in the page

    def ready(url: str) -> None:
        printer().print(f"Dashboard: {url}   Ctrl-C stops it.", highlight=False)
        if classroom:
            printer().print(opened(address.joinable), highlight=False, soft_wrap=True)

    serve(
        address, baseline=baseline, people=people, populations=populations, idle_minutes=idle_minutes, show=show,
        on_ready=ready,
    )  # fmt: skip
    return 0
