import java.util.HashMap;
import java.util.Map;

public static int countSpansWithSum(int[] numbers, int target) {
    Map<Integer, Integer> seen = new HashMap<>();
    seen.put(0, 1);
    int total = 0;
    int spans = 0;
    for (int number : numbers) {
        total += number;
        spans += seen.getOrDefault(total - target, 0);
        seen.merge(total, 1, Integer::sum);
    }
    return spans;
}
