fn same(text: &str) -> String { text.to_string() }
