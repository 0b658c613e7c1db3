int double_up(int number) { return number * number; }
