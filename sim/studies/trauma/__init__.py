"""What becomes of people after a severe trauma."""
