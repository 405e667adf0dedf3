int total(int price, int count);
int is_empty(int count);
