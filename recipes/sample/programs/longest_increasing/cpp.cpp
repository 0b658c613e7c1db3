#include <bits/stdc++.h>
using namespace std;
#define all(values) (values).begin(), (values).end()

int main() {
    int n;
    cin >> n;
    vector<int> ends;
    for (int value; n-- && cin >> value;) {
        auto at = lower_bound(all(ends), value);
        if (at == ends.end()) ends.push_back(value);
        else *at = value;
    }
    cout << ends.size() << endl;
    return 0;
}
