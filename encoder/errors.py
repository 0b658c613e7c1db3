"""The encoder's errors: each message says what is wrong, where, and what to do."""

from pairloom.schemas.errors import PairloomError


class EncoderError(PairloomError):
    """The root of the encoder's errors."""


class DataError(EncoderError):
    """Data that cannot be used; the message names the file, the column or row, and what to do."""


class ModelError(EncoderError):
    """A folder that holds no usable model, or an exit that a model does not have."""


class TokenizerError(EncoderError):
    """A tokenizer that cannot be loaded or used."""


class RunError(EncoderError):
    """A training run that cannot start or resume in the given folder."""


class PublishError(EncoderError):
    """A folder that cannot be published to, or a published model that does not equal its source."""


class MissingExtra(EncoderError):
    """An optional package that is needed and not installed."""
