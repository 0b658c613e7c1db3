import java.util.regex.Matcher;
import java.util.regex.Pattern;

static Integer parseDuration(String text) {
    if (!text.matches("(\\d+[dhms])+")) {
        return null;
    }
    Matcher parts = Pattern.compile("(\\d+)([dhms])").matcher(text);
    int total = 0;
    while (parts.find()) {
        int secondsPerUnit = switch (parts.group(2)) {
            case "d" -> 86400;
            case "h" -> 3600;
            case "m" -> 60;
            default -> 1;
        };
        total += Integer.parseInt(parts.group(1)) * secondsPerUnit;
    }
    return total;
}
