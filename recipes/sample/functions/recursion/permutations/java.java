import java.util.ArrayList;
import java.util.List;

static List<List<Integer>> permutations(List<Integer> values) {
    if (values.isEmpty()) {
        return List.of(List.of());
    }
    List<List<Integer>> orders = new ArrayList<>();
    for (int index = 0; index < values.size(); index++) {
        List<Integer> others = new ArrayList<>(values);
        Integer value = others.remove(index);
        for (List<Integer> rest : permutations(others)) {
            List<Integer> order = new ArrayList<>();
            order.add(value);
            order.addAll(rest);
            orders.add(order);
        }
    }
    return orders;
}
