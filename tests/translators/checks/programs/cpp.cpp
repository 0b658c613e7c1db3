#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (n); i++)
typedef long long ll;

string classify(ll total) {
    return total == 0 ? "balanced" : total > 0 ? "positive" : "negative";
}

int main() {
    ios::sync_with_stdio(false);
    int count;
    ll total = 0, value;
    cin >> count;
    for (int i = 0; i < count; i++) {
        cin >> value;
        total += value;
    }
    total %= 1000007;
    cout << classify(total) << " " << total << " " << 4096 + count << "\n";
}
