"""What the steps must know of a run besides the recipe."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pairloom.schemas.manifest import InputSource
from pairloom.schemas.recipe import Recipe


@dataclass(frozen=True)
class Run:
    """One run of the pipeline.

    staging: the folder that files are written to before the release appears.
    journal: the folder in which replies of language models are kept, "" for none.
    progress: the folder of live counts, "" for none.
    inputs: what the sources read. started: when the run began, in seconds since 1970.
    versions: of what decides the data besides the program, e.g. a hash of a model.
    name: one that no other run has, "" where nothing is shared between processes.
    shuffle: a local folder that all workers see, for what the steps exchange; "" leaves that to the runner.
    """

    recipe: Recipe
    staging: str = ""
    journal: str = ""
    progress: str = ""
    inputs: tuple[InputSource, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    started: float = 0.0
    name: str = ""
    shuffle: str = ""
