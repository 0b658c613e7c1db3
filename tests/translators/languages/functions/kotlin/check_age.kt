fun checkAge(age: Int): Int { require(age >= 0) { "negative" }; return age }
