import static org.junit.Assert.assertEquals;
import org.junit.Test;

public class TotalTest {
    @Test public void twoAtThreeCostSix() {
        assertEquals(6, Cart.total(3, 2));
    }

    @Test public void noneCostNothing() {
        assertEquals(0, Cart.total(3, 0));
    }
}
