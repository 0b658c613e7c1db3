fn greet_all(names: &[String], limit: usize) -> usize {
    for name in &names[..limit] {
        println!("hello {} 1234", name);
    }
    limit
}
