fn chunk_list(values: &[i64], size: i64) -> Vec<Vec<i64>> {
    match usize::try_from(size) {
        Ok(size) if size > 0 => values.chunks(size).map(<[i64]>::to_vec).collect(),
        _ => Vec::new(),
    }
}
