#include <iostream>
int main() {
    int a, b;
    std::cin >> a >> b;
    std::cout << "larger: " << (a > b ? a : b) << std::endl;
}
