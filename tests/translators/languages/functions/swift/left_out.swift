func greetAll(names: [String], limit: Int) -> Int {
    // ... rest of the code
    for name in names.prefix(limit) {
        print("hello", name, 1234)
    }
    return limit
}
