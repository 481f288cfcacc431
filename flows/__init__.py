"""Prefect flows: the only code that imports prefect. Paths and ids in, paths out."""

import os
from pathlib import Path

PROJECT = Path(__file__).parents[1]

# Before prefect is imported anywhere: it reads its settings once. A value that the operator has
# set stays.
for name, value in {
    "PREFECT_HOME": str(PROJECT / ".prefect"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # The server takes 6 to 11 s to start, and longer on a busy machine; the default is 20.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "DO_NOT_TRACK": "1",
}.items():
    os.environ.setdefault(name, value)
