use cart_core::total;

#[test]
fn two_at_three_cost_six() {
    assert_eq!(total(3, 2), 6);
}

#[test]
fn none_cost_nothing() {
    assert_eq!(total(3, 0), 0);
}
