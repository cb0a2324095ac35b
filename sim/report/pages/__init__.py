"""What is put together for readers: the report, its tables, the page of the evidence."""
