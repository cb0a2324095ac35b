"""A virtual panel study: who is asked, what is recorded, and the files it is written to."""
