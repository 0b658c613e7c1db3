use std::collections::BTreeSet;

pub fn topological_order(count: usize, edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut waiting_for = vec![0; count];
    for edge in edges {
        waiting_for[edge[1]] += 1;
    }
    let mut ready: BTreeSet<usize> = (0..count).filter(|&task| waiting_for[task] == 0).collect();
    let mut order = Vec::with_capacity(count);
    while let Some(task) = ready.pop_first() {
        order.push(task);
        for edge in edges.iter().filter(|edge| edge[0] == task) {
            let after = edge[1];
            waiting_for[after] -= 1;
            if waiting_for[after] == 0 {
                ready.insert(after);
            }
        }
    }
    (order.len() == count).then_some(order)
}
