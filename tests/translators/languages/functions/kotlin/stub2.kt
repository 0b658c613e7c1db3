fun greetAll(a: A, b: B): Int = TODO()
