fun doubleUp(number: Int) = number * number
