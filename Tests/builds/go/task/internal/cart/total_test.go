package cart

import "testing"

func TestTwoAtThreeCostSix(t *testing.T) {
	if got := Total(3, 2); got != 6 {
		t.Fatalf("Total(3, 2) = %d", got)
	}
}

func TestNoneCostNothing(t *testing.T) {
	if got := Total(3, 0); got != 0 {
		t.Fatalf("Total(3, 0) = %d", got)
	}
}
