#include <iostream>
#include <vector>
using namespace std;

template <typename T>
vector<vector<T>> rotate_clockwise(const vector<vector<T>> &matrix) {
    vector<vector<T>> turned(matrix[0].size(), vector<T>(matrix.size()));
    for (size_t y = 0; y < matrix.size(); ++y)
        for (size_t x = 0; x < matrix[y].size(); ++x) turned[x][matrix.size() - 1 - y] = matrix[y][x];
    return turned;
}

int main() {
    int rows, columns;
    cin >> rows >> columns;
    vector<vector<int>> matrix(rows, vector<int>(columns));
    for (auto &row : matrix)
        for (int &value : row) cin >> value;
    for (const auto &row : rotate_clockwise(matrix)) {
        for (size_t x = 0; x < row.size(); ++x) cout << (x ? " " : "") << row[x];
        cout << '\n';
    }
}
