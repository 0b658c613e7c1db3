public static String addMonths(String date, int months) {
    String[] parts = date.split("-");
    int day = Integer.parseInt(parts[2]);
    int total = Integer.parseInt(parts[0]) * 12 + Integer.parseInt(parts[1]) - 1 + months;
    int year = total / 12;
    int month = total % 12 + 1;
    int lastDay = switch (month) {
        case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        case 4, 6, 9, 11 -> 30;
        default -> 31;
    };
    return String.format("%04d-%02d-%02d", year, month, Math.min(day, lastDay));
}
