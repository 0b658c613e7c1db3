function doubleUp(number) { return number * number; }
