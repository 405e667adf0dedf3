package main

import (
	"fmt"
	"os"
	"strconv"

	"example.com/cart/internal/cart"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: cart PRICE COUNT")
		os.Exit(64)
	}
	price, _ := strconv.Atoi(os.Args[1])
	count, _ := strconv.Atoi(os.Args[2])
	fmt.Println(cart.Total(price, count))
}
