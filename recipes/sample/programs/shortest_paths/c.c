#include <limits.h>
#include <stdio.h>

static long long distance[201];
static int road[2000][3];

int main(void) {
    int n, m, changed = 1;
    scanf("%d%d", &n, &m);
    for (int i = 0; i < m; i++) {
        scanf("%d%d%d", &road[i][0], &road[i][1], &road[i][2]);
    }
    for (int town = 2; town <= n; town++) {
        distance[town] = LLONG_MAX / 2;
    }
    while (changed) {
        changed = 0;
        for (int i = 0; i < m; i++) {
            for (int way = 0; way < 2; way++) {
                int from = road[i][way], to = road[i][1 - way];
                if (distance[from] + road[i][2] < distance[to]) {
                    distance[to] = distance[from] + road[i][2];
                    changed = 1;
                }
            }
        }
    }
    for (int town = 1; town <= n; town++) {
        printf("%s%lld", town > 1 ? " " : "", distance[town] == LLONG_MAX / 2 ? -1 : distance[town]);
    }
    printf("\n");
    return 0;
}
