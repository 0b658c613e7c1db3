import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

public static Optional<List<Integer>> topologicalOrder(int count, int[][] edges) {
    int[] waitingFor = new int[count];
    for (int[] edge : edges) {
        waitingFor[edge[1]]++;
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int task = 0; task < count; task++) {
        if (waitingFor[task] == 0) {
            ready.add(task);
        }
    }
    List<Integer> order = new ArrayList<>();
    while (!ready.isEmpty()) {
        int task = ready.remove();
        order.add(task);
        for (int[] edge : edges) {
            if (edge[0] == task && --waitingFor[edge[1]] == 0) {
                ready.add(edge[1]);
            }
        }
    }
    return order.size() == count ? Optional.of(order) : Optional.empty();
}
