def parse_settings(text: str) -> dict[str, str]:
    """Read settings of the form "name = value" that are separated by semicolons.

    Blanks around names and values are removed, parts without "=" or without a name are skipped, and the last setting
    of a name wins.
    """
    settings = {}
    for part in text.split(";"):
        name, separator, value = part.partition("=")
        if separator and name.strip():
            settings[name.strip()] = value.strip()
    return settings
