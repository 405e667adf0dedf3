pub fn total(price: i64, count: i64) -> i64 {
    price + count
}

pub fn is_empty(count: i64) -> bool {
    count == 0
}

#[cfg(test)]
mod tests {
    use super::is_empty;

    #[test]
    fn none_is_empty() {
        assert!(is_empty(0));
        assert!(!is_empty(2));
    }
}
