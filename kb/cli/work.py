"""`kb work`: what the agents' desk does in the background."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from threading import Event

import click


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and end, as for a timer of cron.")
@click.option(
    "--until-closed", type=click.IntRange(0), hidden=True,
    help="Descriptor of a pipe; end when its other end is closed.",
)  # fmt: skip
def work(once: bool, until_closed: int | None) -> None:
    """Make drafts, fetch and send mail, wake what was put off, until stopped.

    `kb serve` runs one beside itself unless KB_WORKER=false. Several may run, also on several
    machines with one PostgreSQL: each job is taken by one of them.
    """
    # OpenMP reads it when it is loaded; its threads spin.
    os.environ["OMP_NUM_THREADS"] = "1"
    from kb.publisher import publisher_task
    from kb.settings import load_settings
    from kb.supervise import when_closed
    from kb.wiring import open_store
    from kb.work import desk_tasks, run, run_once

    settings = load_settings()
    stop = Event()
    if until_closed is not None:
        when_closed(until_closed, stop.set)
    with closing(open_store(settings)) as store:
        tasks = desk_tasks(settings, store)
        if once:
            run_once(tasks)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        tasks = (*tasks, publisher_task(settings))
        names = ", ".join(task.name for task in tasks)
        click.echo(f"The worker of the desk runs as process {os.getpid()}: {names}.", err=True)
        run(tasks, stop)
