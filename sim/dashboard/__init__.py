"""The policy explorer: a Solara app that runs the real model and shows what it answers."""
