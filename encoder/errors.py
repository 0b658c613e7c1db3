"""The errors that a user can cause and mend: each message says what is wrong, where, and what to do."""

from pairloom.schemas.errors import PairloomError


class EncoderError(PairloomError):
    """Something that a user can mend; commands show the message and no traceback."""


class DataError(EncoderError):
    """Data that cannot be used; the message names the file, the column or row, and what to do."""


class ModelError(EncoderError):
    """A folder that holds no usable model, or an exit that a model does not have."""


class TokenizerError(EncoderError):
    """A tokenizer that cannot be loaded or used."""


class RunError(EncoderError):
    """A run that cannot start or go on where it is asked to."""


class PublishError(EncoderError):
    """A folder that cannot be published to, or a published model that does not equal its source."""


class MissingExtra(EncoderError):
    """A package that is needed for this alone and is not installed."""
