static int doubleUp(int number) { return number * number; }
