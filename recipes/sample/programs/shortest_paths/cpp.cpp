#include <bits/stdc++.h>
using namespace std;
using ll = long long;

int main() {
    int n, m;
    scanf("%d %d", &n, &m);
    vector<vector<pair<int, ll>>> roads(n + 1);
    for (int i = 0; i < m; i++) {
        int a, b;
        ll d;
        scanf("%d %d %lld", &a, &b, &d);
        roads[a].emplace_back(b, d);
        roads[b].emplace_back(a, d);
    }
    vector<ll> distance_to(n + 1, -1);
    priority_queue<pair<ll, int>, vector<pair<ll, int>>, greater<>> pending;
    pending.emplace(0, 1);
    while (!pending.empty()) {
        auto [length, town] = pending.top();
        pending.pop();
        if (distance_to[town] >= 0) continue;
        distance_to[town] = length;
        for (auto [other, d] : roads[town]) pending.emplace(length + d, other);
    }
    for (int town = 1; town <= n; town++) printf("%lld ", distance_to[town]);
    puts("");
}
