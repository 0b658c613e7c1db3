fun greetAll(names: List<String>, limit: Int): Int {
    // ... rest of the code
    for (name in names.take(limit)) {
        println("hello $name 1234")
    }
    return limit
}
