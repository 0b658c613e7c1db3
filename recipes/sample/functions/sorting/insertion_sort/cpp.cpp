#include <vector>

std::vector<int> insertion_sort(std::vector<int> numbers) {
    for (std::size_t end = 1; end < numbers.size(); ++end) {
        const int current = numbers[end];
        std::size_t hole = end;
        while (hole > 0 && numbers[hole - 1] > current) {
            numbers[hole] = numbers[hole - 1];
            --hole;
        }
        numbers[hole] = current;
    }
    return numbers;
}
