"""Studies: what one does with the model. Each file is one kind of study; none draws or prints."""
