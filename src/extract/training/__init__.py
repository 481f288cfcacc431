"""Public data and synthetic reports in, a model and its card out; for `extract train` only."""
