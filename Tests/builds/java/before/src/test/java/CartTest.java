import static org.junit.Assert.assertEquals;
import org.junit.Test;

public class CartTest {
    @Test public void twoOfTwoCostFour() {
        assertEquals(4, Cart.total(2, 2));
    }
}
