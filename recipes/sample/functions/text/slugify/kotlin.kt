fun slugify(title: String): String {
    val slug = StringBuilder()
    var pendingHyphen = false
    for (character in title.map { Character.toLowerCase(it) }) {
        if (character in 'a'..'z' || character in '0'..'9') {
            if (pendingHyphen && slug.isNotEmpty()) slug.append('-')
            slug.append(character)
            pendingHyphen = false
        } else {
            pendingHyphen = true
        }
    }
    return slug.toString()
}
