"""Beam's options for a run, from the command line. Options that are known to give wrong data are errors."""

import re
from collections.abc import Sequence

from apache_beam.options.pipeline_options import (
    DirectOptions,
    FlinkRunnerOptions,
    PipelineOptions,
    PortableOptions,
    SparkRunnerOptions,
    StandardOptions,
    WorkerOptions,
)

from pairloom.schemas.errors import UsageError

LOCAL_RUNNER = "FnApiRunner"
LOCAL_RUNNERS = ("", "DirectRunner", LOCAL_RUNNER, "BundleBasedDirectRunner")
SECRETS = ("s3_access_key_id", "s3_secret_access_key", "s3_session_token")
"""Options of Beam that hold credentials."""


def pipeline_options(arguments: Sequence[str], workers: int) -> PipelineOptions:
    """Beam's options from the command line. The default is a local runner with correct results.

    workers: local worker processes; 1 runs everything in this process. Raises UsageError for options that are known to
    give wrong data or that would show credentials, and for arguments that are not Beam's.
    """
    options = PipelineOptions(list(arguments))
    _refuse(options)
    standard, direct = options.view_as(StandardOptions), options.view_as(DirectOptions)
    if (standard.runner or "") in LOCAL_RUNNERS:
        # the default DirectRunner first tries to download another runner, so its behaviour depends on the network
        standard.runner = LOCAL_RUNNER
        options.view_as(WorkerOptions).default_sdk_harness_log_level = "ERROR"
        if workers > 1:
            direct.direct_running_mode = "multi_processing"
            direct.direct_num_workers = workers
    return options


def _refuse(options: PipelineOptions) -> None:
    """Raises UsageError for options that are not allowed."""
    every = options.get_all_options(drop_default=True, retain_unknown_options=True)
    unknown = every.keys() - options.get_all_options(drop_default=True).keys()
    if unknown:
        names = ", ".join(f"--{name.partition('=')[0]}" for name in sorted(unknown))
        raise UsageError(f"{names}: neither an option of this command nor one of Beam's")
    secret = next((name for name in SECRETS if name in every), None)
    if secret:
        raise UsageError(
            f"--{secret} is not allowed: runners show a job's options to everyone who can see the job. Set the "
            "credentials in the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN"
        )
    if "dask" in (options.view_as(StandardOptions).runner or "").lower():
        raise UsageError(
            "--runner=DaskRunner is not allowed: on Beam 2.77 it mixes tagged outputs, runs only the last branch and "
            "writes no files, all with state DONE. Omit --runner to run here, or use PortableRunner, FlinkRunner, "
            "SparkRunner or DataflowRunner."
        )
    if options.view_as(DirectOptions).direct_running_mode == "multi_threading":
        raise UsageError(
            "--direct_running_mode=multi_threading is not allowed: on Beam 2.77 it loses elements of large groups "
            "without an error. Use --workers N for N processes."
        )
    if _starts_loopback_workers(options):
        raise UsageError(
            "workers in the submitting process (--environment_type=LOOPBACK, the default of PrismRunner and of local "
            "Flink and Spark masters) are not allowed: Beam 2.77 accepts code for them from everyone who reaches this "
            "machine. Use --workers N, or the options that `make portable` prints."
        )


def _starts_loopback_workers(options: PipelineOptions) -> bool:
    """Whether Beam would start workers in this process that listen on all interfaces."""
    runner = (options.view_as(StandardOptions).runner or "").rpartition(".")[2].removesuffix("Runner").lower()
    environment = options.view_as(PortableOptions).environment_type
    masters = {
        "flink": options.view_as(FlinkRunnerOptions).flink_master,
        "spark": options.view_as(SparkRunnerOptions).spark_master_url,
        "prism": "[local]",
    }
    is_local = re.match(r"\[?(local|auto)\b", masters.get(runner, "")) is not None
    return environment == "LOOPBACK" or (is_local and not environment)


def is_local(options: PipelineOptions) -> bool:
    """Whether all workers are this process or its child processes."""
    return bool(options.view_as(StandardOptions).runner == LOCAL_RUNNER)
