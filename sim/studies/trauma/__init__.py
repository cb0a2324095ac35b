"""The course of people after a severe trauma."""
