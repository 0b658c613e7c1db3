fun parseSettings(text: String): Map<String, String> {
    val settings = mutableMapOf<String, String>()
    for (part in text.split(";")) {
        val name = part.substringBefore("=", "").trim()
        if (name.isNotEmpty()) {
            settings[name] = part.substringAfter("=").trim()
        }
    }
    return settings
}
