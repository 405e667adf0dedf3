public class Cart {
    public static int total(int price, int count) {
        return price + count;
    }
}
