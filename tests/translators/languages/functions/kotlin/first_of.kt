fun firstOf(lists: Map<String, List<Double>>, key: String): Double? = lists[key]?.firstOrNull()
