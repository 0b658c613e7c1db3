import java.util.ArrayList;
import java.util.List;

static List<String> splitCsvLine(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int position = 0; position < line.length(); position++) {
        char character = line.charAt(position);
        if (quoted && line.startsWith("\"\"", position)) {
            field.append('"');
            position++;
        } else if (character == '"') {
            quoted = !quoted;
        } else if (character == ',' && !quoted) {
            fields.add(field.toString());
            field.setLength(0);
        } else {
            field.append(character);
        }
    }
    fields.add(field.toString());
    return fields;
}
