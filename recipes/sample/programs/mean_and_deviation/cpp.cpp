#include <cmath>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <vector>
using namespace std;

int main() {
    size_t n;
    cin >> n;
    vector<double> values(n);
    for (double &value : values) cin >> value;
    const double mean = accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (double value : values) squares += (value - mean) * (value - mean);
    cout << fixed << setprecision(10) << mean << '\n' << sqrt(squares / n) << '\n';
}
