"""What is measured: counts over everybody, groups, health states, resource use, and the rates that are reported."""
