#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
using namespace std;

vector<string> grid;

int fill_region(int y, int x) {
    if (y < 0 || x < 0 || y >= (int)grid.size() || x >= (int)grid[y].size() || grid[y][x] != '#') return 0;
    grid[y][x] = '.';
    return 1 + fill_region(y - 1, x) + fill_region(y + 1, x) + fill_region(y, x - 1) + fill_region(y, x + 1);
}

int main() {
    int rows, columns;
    cin >> rows >> columns;
    grid.resize(rows);
    for (auto &line : grid) cin >> line;
    int regions = 0, largest = 0;
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
            int size = fill_region(y, x);
            if (size) regions++;
            largest = max(largest, size);
        }
    }
    cout << regions << " " << largest << "\n";
    return 0;
}
