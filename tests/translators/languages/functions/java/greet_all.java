static int greetAll(List<String> names, int limit) {
    for (String name : names.subList(0, limit)) {
        System.out.println("hello " + name + 1234);
    }
    return limit;
}
