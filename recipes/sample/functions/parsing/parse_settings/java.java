import java.util.LinkedHashMap;
import java.util.Map;

static Map<String, String> parseSettings(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String part : text.split(";")) {
        String[] sides = part.split("=", 2);
        if (sides.length == 2 && !sides[0].isBlank()) {
            settings.put(sides[0].strip(), sides[1].strip());
        }
    }
    return settings;
}
