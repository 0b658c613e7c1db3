fn root_of(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

pub fn count_components(count: usize, edges: &[Vec<usize>]) -> usize {
    let mut parent: Vec<usize> = (0..count).collect();
    let mut components = count;
    for edge in edges {
        let root_a = root_of(&mut parent, edge[0]);
        let root_b = root_of(&mut parent, edge[1]);
        if root_a != root_b {
            parent[root_a] = root_b;
            components -= 1;
        }
    }
    components
}
