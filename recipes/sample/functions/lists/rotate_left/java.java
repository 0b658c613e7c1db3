import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

static List<Integer> rotateLeft(List<Integer> values, int steps) {
    List<Integer> rotated = new ArrayList<>(values);
    Collections.rotate(rotated, -steps);
    return rotated;
}
