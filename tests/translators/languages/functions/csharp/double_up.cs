public static int DoubleUp(int number) => number * number;
