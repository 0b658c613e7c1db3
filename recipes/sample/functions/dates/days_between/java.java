public static int daysBetween(String start, String end) {
    return dayNumber(end) - dayNumber(start);
}

private static int dayNumber(String date) {
    String[] parts = date.split("-");
    int year = Integer.parseInt(parts[0]);
    int month = Integer.parseInt(parts[1]);
    int day = Integer.parseInt(parts[2]);
    if (month < 3) {
        year -= 1;
        month += 12;
    }
    int leapDays = year / 4 - year / 100 + year / 400;
    return 365 * year + leapDays + (153 * month - 457) / 5 + day;
}
