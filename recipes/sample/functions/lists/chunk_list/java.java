import java.util.ArrayList;
import java.util.List;

static List<List<Integer>> chunkList(List<Integer> values, int size) {
    List<List<Integer>> chunks = new ArrayList<>();
    if (size < 1) {
        return chunks;
    }
    for (int start = 0; start < values.size(); start += size) {
        int end = Math.min(start + size, values.size());
        chunks.add(new ArrayList<>(values.subList(start, end)));
    }
    return chunks;
}
