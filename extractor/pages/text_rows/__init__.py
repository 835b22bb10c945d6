"""How tables are set in text: rows of cells by tags, pipes and commas."""
