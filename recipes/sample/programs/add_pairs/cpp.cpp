#include <bits/stdc++.h>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    int n;
    cin >> n;
    long long total = 0;
    while (n--) {
        long long a, b;
        cin >> a >> b;
        cout << a + b << '\n';
        total += a + b;
    }
    cout << total << '\n';
}
