fun groupByInitial(words: List<String>): Map<String, List<String>> =
    words.filter { it.isNotEmpty() }.groupBy { Character.toLowerCase(it[0]).toString() }
