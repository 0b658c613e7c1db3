fun splitCsvLine(line: String): List<String> {
    val fields = mutableListOf<String>()
    val field = StringBuilder()
    var quoted = false
    var position = 0
    while (position < line.length) {
        val character = line[position]
        if (quoted && line.startsWith("\"\"", position)) {
            field.append('"')
            position++
        } else if (character == '"') {
            quoted = !quoted
        } else if (character == ',' && !quoted) {
            fields.add(field.toString())
            field.setLength(0)
        } else {
            field.append(character)
        }
        position++
    }
    fields.add(field.toString())
    return fields
}
