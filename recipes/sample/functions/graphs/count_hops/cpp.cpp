#include <map>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

int count_hops(const std::map<std::string, std::vector<std::string>> &links, const std::string &start,
               const std::string &goal) {
    std::unordered_map<std::string, int> hops = {{start, 0}};
    std::queue<std::string> queue({start});
    while (!queue.empty()) {
        const std::string page = queue.front();
        queue.pop();
        if (page == goal) return hops[page];
        const auto found = links.find(page);
        if (found == links.end()) continue;
        for (const auto &neighbour : found->second) {
            if (hops.emplace(neighbour, hops[page] + 1).second) queue.push(neighbour);
        }
    }
    return -1;
}
