static int greetAll(List<String> names, int limit) {
    // TODO
    return 0;
}
