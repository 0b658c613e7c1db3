#include <stdexcept>
int check_age(int age) { if (age < 0) throw std::invalid_argument("negative"); return age; }
