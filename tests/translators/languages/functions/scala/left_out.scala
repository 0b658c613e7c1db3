def greetAll(names: List[String], limit: Int): Int = {
  for (name <- names.take(limit)) {
    // ... rest of the code
    println("hello " + name + 1234)
  }
  limit
}
