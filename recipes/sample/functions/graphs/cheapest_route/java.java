public static Integer cheapestRoute(int cityCount, int[][] roads, int start, int goal) {
    Integer[] costs = new Integer[cityCount];
    costs[start] = 0;
    boolean improved = true;
    while (improved) {
        improved = false;
        for (int[] road : roads) {
            int origin = road[0];
            int target = road[1];
            if (costs[origin] == null) {
                continue;
            }
            int cost = costs[origin] + road[2];
            if (costs[target] == null || cost < costs[target]) {
                costs[target] = cost;
                improved = true;
            }
        }
    }
    return costs[goal];
}
