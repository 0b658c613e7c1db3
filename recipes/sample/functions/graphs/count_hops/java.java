import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

public static int countHops(Map<String, List<String>> links, String start, String goal) {
    Map<String, Integer> hops = new HashMap<>();
    hops.put(start, 0);
    Queue<String> queue = new ArrayDeque<>();
    queue.add(start);
    while (!queue.isEmpty()) {
        String page = queue.remove();
        if (page.equals(goal)) {
            return hops.get(page);
        }
        for (String neighbour : links.getOrDefault(page, List.of())) {
            if (!hops.containsKey(neighbour)) {
                hops.put(neighbour, hops.get(page) + 1);
                queue.add(neighbour);
            }
        }
    }
    return -1;
}
