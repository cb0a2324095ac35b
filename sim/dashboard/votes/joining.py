"""Where phones join a vote: the address on the screen, and this machine's own addresses."""

import ipaddress
import os
import socket

PATH = "/j"  # short, because people type it
JOIN_SETTING = "RECOVERY_DASHBOARD_JOIN"  # addresses that phones can open, the likeliest first, parted by spaces
HERE_SETTING = "RECOVERY_DASHBOARD_HERE"  # its address on this machine
VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "utun", "tun", "tap", "ifb")  # lead to no phone
ELSEWHERE = "192.0.2.1"  # an address for documentation (RFC 5737): nothing is sent there


def join_addresses() -> tuple[str, ...]:
    """Addresses of this dashboard that phones can open, the likeliest first; empty: none is known."""
    return tuple(os.environ.get(JOIN_SETTING, "").split())


def address_here() -> str:
    """The address of this dashboard on the machine that it runs on, without a slash at its end."""
    return os.environ.get(HERE_SETTING, "").rstrip("/")


def own_addresses() -> list[str]:
    """This machine's addresses on its networks (IPv4), the one that leads out of it first."""
    import psutil

    found: list[str] = []
    state = psutil.net_if_stats()
    for name, addresses in psutil.net_if_addrs().items():
        if name.startswith(VIRTUAL) or (name in state and not state[name].isup):
            continue
        found += [one.address for one in addresses if one.family == socket.AF_INET and _reachable(one.address)]
    first = _way_out()
    return sorted(dict.fromkeys(found), key=lambda address: address != first)


def seen_by_others(host: str) -> tuple[str, ...]:
    """Addresses under which others on the network reach a server that listens on some address; empty: none.

    Args:
        host: the address that is listened on.
    """
    if host in ("0.0.0.0", "::"):
        return tuple(own_addresses())
    try:
        one = ipaddress.ip_address(host)
    except ValueError:
        return () if host == "localhost" else (host,)
    return () if one.is_loopback else (f"[{one}]" if one.version == 6 else str(one),)


def _reachable(address: str) -> bool:
    one = ipaddress.ip_address(address)
    return not (one.is_loopback or one.is_link_local or one.is_unspecified)


def _way_out() -> str:
    """The address from which this machine would reach other networks; nothing is sent to find it."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
            trial.connect((ELSEWHERE, 9))
            return str(trial.getsockname()[0])
    except OSError:
        return ""
