def slugify(title: str) -> str:
    """Turn a title into the lower-case, hyphenated form used in web addresses.

    English letters and digits are kept, and every stretch of other characters becomes one hyphen, with none
    at either end.
    """
    slug = ""
    pending_hyphen = False
    for character in title.lower():
        if "a" <= character <= "z" or "0" <= character <= "9":
            if pending_hyphen and slug:
                slug += "-"
            slug += character
            pending_hyphen = False
        else:
            pending_hyphen = True
    return slug
