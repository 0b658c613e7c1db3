func greetAll(names: [String], limit: Int) -> Int {
    for name in names.prefix(limit) {
        print("hello", name, 1234)
    }
    return limit
}
