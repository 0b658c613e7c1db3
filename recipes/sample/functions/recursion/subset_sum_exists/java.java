import java.util.List;

static boolean subsetSumExists(List<Integer> numbers, int target) {
    if (target == 0) {
        return true;
    }
    if (numbers.isEmpty()) {
        return false;
    }
    List<Integer> others = numbers.subList(1, numbers.size());
    return subsetSumExists(others, target - numbers.get(0)) || subsetSumExists(others, target);
}
