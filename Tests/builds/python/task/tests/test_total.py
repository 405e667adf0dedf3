from cart.core import total


def test_two_at_three_cost_six():
    assert total(3, 2) == 6


def test_none_cost_nothing():
    assert total(3, 0) == 0
