def total(price, count):
    return price + count


def is_empty(count):
    return count == 0
