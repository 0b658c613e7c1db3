"""The facts of a run that the steps need besides the recipe."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pairloom.schemas.certificate import Certificate
from pairloom.schemas.manifest import InputSource
from pairloom.schemas.recipe import Recipe


@dataclass(frozen=True)
class Run:
    """One run of the pipeline.

    staging: the folder where files are written before the release is complete.
    journal: the folder of the journal, "" for none.
    progress: the folder of live counts, "" for none.
    inputs: the inputs of the sources. started: the start of the run, in seconds since 1970.
    versions: versions of everything besides the program that decides the data, e.g. a hash of a model.
    certificate: the quality of the gates on labelled replies, None for none.
    name: a unique name of the run, "" if processes share nothing.
    shuffle: a local folder that all workers can access, for the shuffles; "" uses the runner's own shuffle.
    """

    recipe: Recipe
    staging: str = ""
    journal: str = ""
    progress: str = ""
    inputs: tuple[InputSource, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    certificate: Certificate | None = None
    started: float = 0.0
    name: str = ""
    shuffle: str = ""
