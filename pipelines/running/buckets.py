"""Object stores: what has to be there before they are asked."""

from collections.abc import Iterable


def missing_credentials(places: Iterable[str]) -> str:
    """What to say if one of `places` is in S3 and this process has no credentials for it, else "". Beam would find out
    too, but tries for ten minutes."""
    if not any(place.startswith("s3://") for place in places):
        return ""
    try:
        import boto3
    except ImportError:
        return ""  # who opens the place says which extra is missing
    if boto3.Session().get_credentials() is not None:
        return ""
    return (
        "s3:// needs credentials, and the environment has none: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
        "or what else Amazon's clients look for"
    )
