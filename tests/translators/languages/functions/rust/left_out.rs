fn greet_all(names: &[String], limit: usize) -> usize {
    // ... rest of the code
    for name in &names[..limit] {
        println!("hello {} 1234", name);
    }
    limit
}
