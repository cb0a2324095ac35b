"""The command line: one file per command, without any logic of the model."""
