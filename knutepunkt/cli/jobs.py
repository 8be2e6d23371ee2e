"""`knutepunkt jobs`: the worker that reckons clocks at their due moments and sends mail."""

from knutepunkt.cli import environment


def jobs() -> None:
    """Run the jobs: clocks, mail, closing.

    Clocks are reckoned at their due moments, mail is sent, and what nobody reopened is closed.

    Example: knutepunkt jobs
    """
    with environment.server():
        environment.require_tables("worker")
        environment.django("worker")
        from procrastinate.contrib.django import app

        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            worker.run_worker(name="knutepunkt", fetch_job_polling_interval=1, delete_jobs="successful")
