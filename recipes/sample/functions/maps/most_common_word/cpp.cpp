#include <map>
#include <string>
#include <vector>

std::string most_common_word(const std::vector<std::string> &words) {
    std::map<std::string, int> counts;
    for (const auto &word : words) ++counts[word];

    // the map is in alphabetical order, so the first of several leaders stays
    std::string best;
    int most = 0;
    for (const auto &[word, count] : counts) {
        if (count > most) {
            best = word;
            most = count;
        }
    }
    return best;
}
