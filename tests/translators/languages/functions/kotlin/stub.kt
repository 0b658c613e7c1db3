fun greetAll(names: List<String>, limit: Int): Int {
    TODO()
}
