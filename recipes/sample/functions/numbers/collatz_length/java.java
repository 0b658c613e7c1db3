static int collatzLength(long start) {
    int steps = 0;
    long number = start;
    while (number > 1) {
        number = number % 2 == 0 ? number / 2 : 3 * number + 1;
        steps++;
    }
    return steps;
}
