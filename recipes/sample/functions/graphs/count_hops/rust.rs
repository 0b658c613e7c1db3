use std::collections::{HashMap, HashSet, VecDeque};

pub fn count_hops(links: &HashMap<String, Vec<String>>, start: &str, goal: &str) -> i64 {
    let mut seen = HashSet::from([start]);
    let mut queue = VecDeque::from([(start, 0)]);
    while let Some((page, hops)) = queue.pop_front() {
        if page == goal {
            return hops;
        }
        for neighbour in links.get(page).into_iter().flatten() {
            if seen.insert(neighbour.as_str()) {
                queue.push_back((neighbour.as_str(), hops + 1));
            }
        }
    }
    -1
}
