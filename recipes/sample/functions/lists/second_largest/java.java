import java.util.List;
import java.util.TreeSet;

static Integer secondLargest(List<Integer> values) {
    TreeSet<Integer> different = new TreeSet<>(values);
    if (different.size() < 2) {
        return null;
    }
    return different.lower(different.last());
}
