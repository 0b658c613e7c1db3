int collatz_length(int start) {
    int steps = 0;
    for (long long number = start; number > 1; steps++) {
        number = number % 2 == 0 ? number / 2 : 3 * number + 1;
    }
    return steps;
}
