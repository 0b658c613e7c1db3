#include <utility>
#include <vector>

long long determinant(const std::vector<std::vector<long long>> &matrix) {
    auto rows = matrix;
    const std::size_t size = rows.size();
    if (size == 0) return 1;
    long long sign = 1;
    long long previous = 1;
    for (std::size_t k = 0; k + 1 < size; ++k) {
        std::size_t pivot = k;
        while (pivot < size && rows[pivot][k] == 0) ++pivot;
        if (pivot == size) return 0;
        if (pivot != k) {
            std::swap(rows[k], rows[pivot]);
            sign = -sign;
        }
        for (std::size_t i = k + 1; i < size; ++i) {
            for (std::size_t j = k + 1; j < size; ++j) {
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) / previous;
            }
        }
        previous = rows[k][k];
    }
    return sign * rows.back().back();
}
