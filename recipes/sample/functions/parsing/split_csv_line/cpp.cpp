#include <string>
#include <vector>

std::vector<std::string> split_csv_line(const std::string &line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t position = 0; position < line.size(); ++position) {
        const char character = line[position];
        if (quoted && line.compare(position, 2, "\"\"") == 0) {
            fields.back() += '"';
            ++position;
        } else if (character == '"') {
            quoted = !quoted;
        } else if (character == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += character;
        }
    }
    return fields;
}
