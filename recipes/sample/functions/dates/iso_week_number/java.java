private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

public static int isoWeekNumber(int year, int month, int day) {
    int ordinal = DAYS_BEFORE_MONTH[month - 1] + day;
    if (month > 2 && isLeap(year)) {
        ordinal++;
    }
    int weekday = (januaryFirst(year) + ordinal - 1) % 7;
    int week = (ordinal - weekday + 9) / 7;
    if (week == 0) {
        return weeksIn(year - 1);
    }
    return week > weeksIn(year) ? 1 : week;
}

private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

private static int januaryFirst(int year) {
    int before = year - 1;
    return (before + before / 4 - before / 100 + before / 400) % 7;
}

private static int weeksIn(int year) {
    int first = januaryFirst(year);
    return first == 3 || (first == 2 && isLeap(year)) ? 53 : 52;
}
