static String toBase(int number, int base) {
    return Integer.toString(number, base);
}
