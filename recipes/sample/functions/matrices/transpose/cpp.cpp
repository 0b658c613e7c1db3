#include <vector>

std::vector<std::vector<int>> transpose(const std::vector<std::vector<int>> &matrix) {
    const auto rows = matrix.size();
    const auto columns = rows == 0 ? 0 : matrix.front().size();
    std::vector<std::vector<int>> result(columns, std::vector<int>(rows));
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            result[j][i] = matrix[i][j];
        }
    }
    return result;
}
