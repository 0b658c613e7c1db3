use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{stdin, Read};

fn main() {
    let mut text = String::new();
    stdin().read_to_string(&mut text).unwrap();
    let mut numbers = text.split_whitespace().map(|word| word.parse::<usize>().unwrap());
    let mut next = || numbers.next().unwrap();
    let (n, m) = (next(), next());
    let mut roads = vec![Vec::new(); n + 1];
    for _ in 0..m {
        let (a, b, d) = (next(), next(), next());
        roads[a].push((b, d));
        roads[b].push((a, d));
    }
    let mut distance: Vec<Option<usize>> = vec![None; n + 1];
    let mut pending = BinaryHeap::from(vec![Reverse((0, 1))]);
    while let Some(Reverse((length, town))) = pending.pop() {
        if distance[town].is_some() {
            continue;
        }
        distance[town] = Some(length);
        for &(other, d) in &roads[town] {
            pending.push(Reverse((length + d, other)));
        }
    }
    let line: Vec<String> = distance[1..].iter().map(|d| d.map_or("-1".to_string(), |d| d.to_string())).collect();
    println!("{}", line.join(" "));
}
