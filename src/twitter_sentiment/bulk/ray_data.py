"""The pipeline of Ray Data: numbers of blocks → workers that predict them → parts. The only module that imports Ray."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import BulkError, InputError, SentimentError
from ..files.byte_source import first_line
from ..model.cores import available_cores
from .parts import Parts
from .ray_worker import BLOCK_COLUMN, BlockWorker

_SPARE_CPUS = 2
"""For Ray's own actors and tasks, which reserve whole logical CPUs and need next to nothing of a real one."""

_OBJECT_STORE_BYTES = 512 << 20
"""On this machine: the blocks in flight are some megabytes."""

_FILTER_BYTES = 64 << 20
"""What the actor that skips finished blocks reserves; Ray's own 1 GiB is more than some machines have."""

_LOOPBACK = "127.0.0.1"


def require_ray(address: str | None) -> None:
    """Import Ray, which reports to nobody, and on this machine listens to this machine alone.

    Args:
        address: of a Ray cluster; None for Ray on this machine.

    Raises:
        InputError: Ray is not installed.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_DATA_LOG_LEVEL", "CRITICAL")  # what matters is raised
    if address is None:  # Ray's switch for systems on which it can't be a cluster; read when Ray is imported
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    try:
        import ray.data  # noqa: F401 - it is used below
    except ImportError:
        raise InputError("--engine ray needs a package: run pip install 'twitter-sentiment[ray]'.") from None


def predict_blocks(job: bytes, blocks: int, parts: Parts, *, address: str | None) -> None:
    """Predict all blocks that are not done, and write each as a part.

    Ray replaces a worker that dies, and predicts its block again.

    Args:
        job: the pickled `BlockJob`.
        blocks: number of blocks.
        parts: where the parts are written, and which are done.
        address: of a Ray cluster; None starts Ray on this machine.

    Raises:
        SentimentError: a worker can't go on.
        BulkError: Ray has failed.
    """
    require_ray(address)
    try:
        with _session(address) as (least, most):
            _run(job, blocks, parts, min(least, blocks), min(most, blocks))
    except Exception as error:  # Ray raises bare ones too
        cause = getattr(error, "cause", error)  # what a worker has raised
        if isinstance(cause, SentimentError):
            raise cause from None
        raise BulkError(
            f"Ray has failed ({type(error).__name__}: {first_line(error)}). The same command goes on where it stopped."
        ) from error


@contextmanager
def _session(address: str | None) -> Iterator[tuple[int, int]]:
    """Connect to a cluster, or start Ray on this machine; yield the least and the most workers."""
    import ray

    cores = available_cores()
    here: dict[str, Any] = {
        "num_cpus": cores + _SPARE_CPUS,
        "object_store_memory": _OBJECT_STORE_BYTES,
        "include_dashboard": False,
        "_node_ip_address": _LOOPBACK,
    }
    options = {} if address else here
    # What workers print stays in their logs.
    ray.init(address or "local", log_to_driver=False, logging_level=logging.ERROR, **options)
    try:
        # Others may use a cluster too: there, Ray starts workers as it can.
        yield (1, max(1, int(ray.cluster_resources().get("CPU", 1)))) if address else (cores, cores)
    finally:
        ray.shutdown()


def _run(job: bytes, blocks: int, parts: Parts, least: int, most: int) -> None:
    import ray.data
    from ray.data.checkpoint import CheckpointConfig

    checkpoint = CheckpointConfig(
        BLOCK_COLUMN, parts.checkpoint, delete_checkpoint_on_success=False, override_filesystem=parts.filesystem
    )
    checkpoint.checkpoint_actor_memory_bytes = _FILTER_BYTES
    context = ray.data.DataContext.get_current()
    context.checkpoint_config = checkpoint
    context.target_max_block_size = None  # a block that is split would be recorded as done too early
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.raise_original_map_exception = True
    numbers = ray.data.range(blocks, override_num_blocks=blocks)
    predicted = numbers.map_batches(
        BlockWorker,
        fn_constructor_args=(job,),
        batch_size=1,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=least, max_size=most),
        num_cpus=1,
    )
    predicted.write_parquet(parts.rows_folder, filesystem=parts.filesystem, ray_remote_args={"num_cpus": 0})
