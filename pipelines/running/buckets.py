"""Object stores: checks the credentials before the first access."""

from collections.abc import Iterable


def missing_credentials(places: Iterable[str]) -> str:
    """An error message if one of `places` is in S3 and this process has no credentials, else "". Beam would fail, too,
    but only after ten minutes."""
    if not any(place.startswith("s3://") for place in places):
        return ""
    try:
        import boto3
    except ImportError:
        return ""  # opening the place reports the missing extra
    if boto3.Session().get_credentials() is not None:
        return ""
    return (
        "s3:// needs credentials, and none were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another "
        "source of credentials of the AWS clients"
    )
