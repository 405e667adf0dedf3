// Package cart adds up what was bought.
package cart

// Total is what so many things of one price cost.
func Total(price, count int) int { return price + count }

// IsEmpty tells whether nothing was bought.
func IsEmpty(count int) bool { return count == 0 }
