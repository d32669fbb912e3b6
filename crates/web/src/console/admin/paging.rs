//! Lists that page by key: one row more than a page is read to know whether there is another.

/// Cuts a list to a page; whether there was more.
pub fn cut<T>(rows: &mut Vec<T>, size: usize) -> bool {
    let more = rows.len() > size;
    rows.truncate(size);
    more
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn one_row_more_means_another_page() {
        let mut rows = vec![1, 2, 3];
        assert!(cut(&mut rows, 2));
        assert_eq!(rows, [1, 2]);
        assert!(!cut(&mut rows, 2));
    }
}
