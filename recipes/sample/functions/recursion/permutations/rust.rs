fn permutations(values: &[i64]) -> Vec<Vec<i64>> {
    if values.is_empty() {
        return vec![vec![]];
    }
    let mut orders = Vec::new();
    for (index, &value) in values.iter().enumerate() {
        let others = [&values[..index], &values[index + 1..]].concat();
        for rest in permutations(&others) {
            let mut order = vec![value];
            order.extend(rest);
            orders.push(order);
        }
    }
    orders
}
