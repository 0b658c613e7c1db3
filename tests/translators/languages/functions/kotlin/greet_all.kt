fun greetAll(names: List<String>, limit: Int): Int {
    for (name in names.take(limit)) {
        println("hello $name 1234")
    }
    return limit
}
