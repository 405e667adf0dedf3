from cart.core import is_empty


def test_none_is_empty():
    assert is_empty(0)
    assert not is_empty(2)
