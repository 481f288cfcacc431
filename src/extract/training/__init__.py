"""Public data and synthetic reports in, a model and its card out; only `extract train` runs this."""
