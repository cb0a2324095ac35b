"""The command line: thin, no logic of the model. One file a subcommand."""
