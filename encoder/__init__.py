"""The multi-exit code encoder: `load` a model, and `.encode` texts at the exit that you can afford.

Nothing heavy is imported until it is used: `import pairloom.encoder` must not cost what `import torch` does.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pairloom.encoder.inference import CodeEncoder, ModelError, load

__all__ = ["CodeEncoder", "ModelError", "load"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from pairloom.encoder import inference

        return getattr(inference, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
