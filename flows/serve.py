"""A local Prefect server with what prefect.yaml deploys, and a worker that runs it.

    python -m flows.serve

stops with Ctrl-C. The server keeps its state in PREFECT_HOME, inside the project; its page is
where Prefect says, by default on port 4200 of the loopback address.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

import httpx

from flows import PROJECT

HOST = "127.0.0.1"
SECONDS_TO_START = 120
WORK_POOL = "local"


def main() -> None:
    """Start the server, deploy, start the worker; end all of it together."""
    port = os.environ.get("PREFECT_SERVER_API_PORT", "4200")
    api = f"http://{HOST}:{port}/api"
    os.environ["PREFECT_API_URL"] = api
    os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    (PROJECT / "inbox").mkdir(exist_ok=True)
    with ExitStack() as started:
        _start(started, ["server", "start", "--host", HOST, "--port", port])
        _wait_for(f"{api}/health")
        _prefect(["work-pool", "create", WORK_POOL, "--type", "process", "--overwrite"])
        _prefect(["--no-prompt", "deploy", "--all"])
        worker = _start(started, ["worker", "start", "--pool", WORK_POOL])
        print(f"Serving the nightly run over {PROJECT / 'inbox'}; the page is http://{HOST}:{port}")
        print('Run it now with: .venv/bin/prefect deployment run "process reports/nightly"')
        try:
            worker.wait()
        except KeyboardInterrupt:
            print("Stopping.")


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "prefect", *arguments]


def _prefect(arguments: Sequence[str]) -> None:
    subprocess.run(_command(arguments), cwd=PROJECT, check=True)


def _start(started: ExitStack, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(_command(arguments), cwd=PROJECT)
    started.callback(process.wait)
    started.callback(process.terminate)
    return process


def _wait_for(url: str) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    sys.exit(f"extract: no Prefect server answers at {url}; is the port in use?")


if __name__ == "__main__":
    main()
