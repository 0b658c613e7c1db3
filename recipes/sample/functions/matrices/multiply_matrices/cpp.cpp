#include <optional>
#include <vector>

using Matrix = std::vector<std::vector<int>>;

std::optional<Matrix> multiply_matrices(const Matrix &left, const Matrix &right) {
    if (left.empty() || right.empty() || left[0].size() != right.size()) return std::nullopt;
    Matrix product(left.size(), std::vector<int>(right[0].size(), 0));
    for (std::size_t i = 0; i < left.size(); ++i) {
        for (std::size_t j = 0; j < right[0].size(); ++j) {
            for (std::size_t k = 0; k < right.size(); ++k) {
                product[i][j] += left[i][k] * right[k][j];
            }
        }
    }
    return product;
}
