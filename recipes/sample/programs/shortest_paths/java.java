import java.util.*;

public class Main {
    record Road(int to, long length) {}

    static class Stop implements Comparable<Stop> {
        final int town;
        final long length;

        Stop(int town, long length) {
            this.town = town;
            this.length = length;
        }

        @Override
        public int compareTo(Stop other) {
            return Long.compare(length, other.length);
        }
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt(), m = in.nextInt();
        List<List<Road>> roads = new ArrayList<>();
        for (int i = 0; i <= n; i++) roads.add(new ArrayList<>());
        for (int i = 0; i < m; i++) {
            int a = in.nextInt(), b = in.nextInt(), d = in.nextInt();
            roads.get(a).add(new Road(b, d));
            roads.get(b).add(new Road(a, d));
        }
        long[] distance = new long[n + 1];
        Arrays.fill(distance, -1);
        PriorityQueue<Stop> pending = new PriorityQueue<>();
        pending.add(new Stop(1, 0));
        while (!pending.isEmpty()) {
            Stop stop = pending.poll();
            if (distance[stop.town] >= 0) continue;
            distance[stop.town] = stop.length;
            for (Road road : roads.get(stop.town)) {
                pending.add(new Stop(road.to(), stop.length + road.length()));
            }
        }
        StringJoiner line = new StringJoiner(" ");
        for (int town = 1; town <= n; town++) line.add(Long.toString(distance[town]));
        System.out.println(line);
    }
}
