private static final String[] NAMES = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
};
private static final int[] OFFSETS = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};

public static String dayOfWeek(int year, int month, int day) {
    if (month < 3) {
        year--;
    }
    int index = year + year / 4 - year / 100 + year / 400 + OFFSETS[month - 1] + day;
    return NAMES[index % 7];
}
