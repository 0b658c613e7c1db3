#include <utility>
#include <vector>

int kth_smallest(std::vector<int> items, int k) {
    int low = 0;
    int high = static_cast<int>(items.size()) - 1;
    while (low < high) {
        const int pivot = items[(low + high) / 2];
        int i = low;
        int j = high;
        while (i <= j) {
            while (items[i] < pivot) ++i;
            while (items[j] > pivot) --j;
            if (i <= j) std::swap(items[i++], items[j--]);
        }
        if (k - 1 <= j) {
            high = j;
        } else if (k - 1 >= i) {
            low = i;
        } else {
            break;
        }
    }
    return items[k - 1];
}
