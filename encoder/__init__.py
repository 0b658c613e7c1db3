"""The multi-exit code encoder: `load` reads a model, and its `encode` turns texts into vectors at the exit you choose.

torch is imported when the first name is used, so that `import pairloom.encoder` alone takes no time.
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
