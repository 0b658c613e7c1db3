fn greet_all(names: &[String], limit: usize) -> usize {
    todo!()
}
