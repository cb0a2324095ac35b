"""The dashboard: a Solara app that runs the model and shows the results."""
