package cart

import "testing"

func TestNoneIsEmpty(t *testing.T) {
	if !IsEmpty(0) || IsEmpty(2) {
		t.Fatal("0 is empty, 2 is not")
	}
}
