def split_csv_line(line: str) -> list[str]:
    """Split one line of comma-separated values into its fields.

    A field may stand in double quotes; then it may contain commas, and a doubled quote stands for one.
    """
    fields = []
    field = ""
    quoted = False
    position = 0
    while position < len(line):
        character = line[position]
        if quoted and character == '"' and line[position + 1 : position + 2] == '"':
            field += '"'
            position += 1
        elif character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += character
        position += 1
    fields.append(field)
    return fields
