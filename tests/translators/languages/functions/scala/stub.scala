def greetAll(names: List[String], limit: Int): Int = ???
