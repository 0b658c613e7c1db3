fn generate_parentheses(pairs: usize) -> Vec<String> {
    fn extend(prefix: &mut String, to_open: usize, to_close: usize, arrangements: &mut Vec<String>) {
        if to_open == 0 && to_close == 0 {
            arrangements.push(prefix.clone());
            return;
        }
        if to_open > 0 {
            prefix.push('(');
            extend(prefix, to_open - 1, to_close + 1, arrangements);
            prefix.pop();
        }
        if to_close > 0 {
            prefix.push(')');
            extend(prefix, to_open, to_close - 1, arrangements);
            prefix.pop();
        }
    }

    let mut arrangements = Vec::new();
    extend(&mut String::new(), pairs, 0, &mut arrangements);
    arrangements
}
