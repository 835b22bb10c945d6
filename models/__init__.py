"""Everything learnt: arrays in, text and scores out. Knows nothing of budgets."""
