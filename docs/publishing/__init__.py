"""What `docs/site.py` does: runs notebooks, lays out pages, builds the site, and checks what was built."""
