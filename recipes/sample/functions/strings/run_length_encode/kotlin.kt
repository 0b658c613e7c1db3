fun runLengthEncode(text: String): String {
    val encoded = StringBuilder()
    var start = 0
    for (end in 1..text.length) {
        if (end == text.length || text[end] != text[start]) {
            encoded.append(end - start).append(text[start])
            start = end
        }
    }
    return encoded.toString()
}
