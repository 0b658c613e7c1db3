static int checkAge(int age) {
    if (age < 0) throw new IllegalArgumentException("negative");
    return age;
}
