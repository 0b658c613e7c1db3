import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Scanner;

/** Calls one method with plain values, whatever spelling of their types its signature uses, and prints what it returns. */
final class CaseDriver {
    private static final PrintStream OUT = new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
    private static final String WORD = new Scanner(System.in, StandardCharsets.UTF_8).nextLine();

    /** A report is a line that begins with the word on standard input, so that nothing the code prints is taken for one. */
    private static void report(String outcome, int index, String text) {
        System.out.flush();
        OUT.print("\n" + WORD + " " + outcome + " " + index + " " + text + "\n");
        OUT.flush();
    }

    static List<Object> list(Object... items) {
        return new ArrayList<>(java.util.Arrays.asList(items));
    }

    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int index = 0; index < keysAndValues.length; index += 2) {
            map.put((String) keysAndValues[index], keysAndValues[index + 1]);
        }
        return map;
    }

    static void run(int index, Class<?> owner, String name, Object... arguments) {
        run(index, List.of(owner), name, arguments);
    }

    /** The function is in one of several classes; those that are not there are passed over. */
    static void run(int index, String[] owners, String name, Object... arguments) {
        List<Class<?>> found = new ArrayList<>();
        for (String owner : owners) {
            try {
                found.add(Class.forName(owner));
            } catch (ClassNotFoundException absent) {
                continue;
            }
        }
        run(index, found, name, arguments);
    }

    private static void run(int index, List<Class<?>> owners, String name, Object[] arguments) {
        try {
            report("case", index, json(call(owners, name, arguments)));
        } catch (InvocationTargetException failure) {
            report("error", index, json(failure.getCause().toString()));
        } catch (ReflectiveOperationException | RuntimeException failure) {
            // The method itself was not at fault: its signature is not one that can be called with these values.
            report("unfit", index, json(failure.toString()));
        }
    }

    /** The method may be in a class itself or in one that the code brings along. */
    private static Object call(List<Class<?>> owners, String name, Object[] arguments) throws ReflectiveOperationException {
        List<Class<?>> candidates = new ArrayList<>(owners);
        owners.forEach(owner -> candidates.addAll(List.of(owner.getDeclaredClasses())));
        for (Class<?> candidate : candidates) {
            for (Method method : candidate.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                    return call(method, arguments);
                }
            }
        }
        throw new NoSuchMethodException(name + " with " + arguments.length + " parameters");
    }

    private static Object call(Method method, Object[] arguments) throws ReflectiveOperationException {
        Object[] converted = new Object[arguments.length];
        for (int index = 0; index < arguments.length; index++) {
            converted[index] = convert(arguments[index], method.getGenericParameterTypes()[index]);
        }
        method.setAccessible(true);
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        return method.invoke(isStatic ? null : instance(method.getDeclaringClass()), converted);
    }

    private static Object instance(Class<?> owner) throws ReflectiveOperationException {
        boolean inner = owner.isMemberClass() && !Modifier.isStatic(owner.getModifiers());
        var constructor = inner ? owner.getDeclaredConstructor(owner.getDeclaringClass()) : owner.getDeclaredConstructor();
        constructor.setAccessible(true);
        return inner ? constructor.newInstance(instance(owner.getDeclaringClass())) : constructor.newInstance();
    }

    private static Object convert(Object plain, Type wanted) {
        Class<?> raw = wanted instanceof ParameterizedType generic ? (Class<?>) generic.getRawType()
                : wanted instanceof Class<?> simple ? simple : Object.class;
        if (raw == Optional.class) {
            return Optional.ofNullable(convert(plain, item(wanted, 0)));
        }
        if (plain == null) {
            return null;
        }
        if (plain instanceof Number number) {
            return number(number, raw);
        }
        if (plain instanceof String text) {
            return raw == char.class || raw == Character.class ? (Object) text.charAt(0)
                    : raw == char[].class ? text.toCharArray() : text;
        }
        if (plain instanceof List<?> items) {
            return wanted instanceof java.lang.reflect.GenericArrayType array
                    ? array(items, array.getGenericComponentType(), List.class)
                    : raw.isArray() ? array(items, raw.getComponentType(), raw.getComponentType())
                    : collection(items, raw, item(wanted, 0));
        }
        if (plain instanceof Map<?, ?> entries) {
            Map<Object, Object> map = raw.isAssignableFrom(java.util.HashMap.class) || raw == LinkedHashMap.class
                    ? new LinkedHashMap<>() : new java.util.TreeMap<>();
            entries.forEach((key, value) -> map.put(key, convert(value, item(wanted, 1))));
            return map;
        }
        return plain;
    }

    private static Type item(Type wanted, int position) {
        if (!(wanted instanceof ParameterizedType generic)) {
            return Object.class;
        }
        Type type = generic.getActualTypeArguments()[position];
        return type instanceof java.lang.reflect.WildcardType wildcard ? wildcard.getUpperBounds()[0] : type;
    }

    private static Object number(Number number, Class<?> raw) {
        if (raw == int.class || raw == Integer.class) {
            return Math.toIntExact(number.longValue());
        }
        if (raw == long.class || raw == Long.class) {
            return number.longValue();
        }
        if (raw == double.class || raw == Double.class) {
            return number.doubleValue();
        }
        if (raw == float.class || raw == Float.class) {
            return number.floatValue();
        }
        return number instanceof Long && number.longValue() == number.intValue() ? (Object) number.intValue() : number;
    }

    private static Object array(List<?> items, Type component, Class<?> rawComponent) {
        Object array = Array.newInstance(rawComponent, items.size());
        for (int index = 0; index < items.size(); index++) {
            Array.set(array, index, convert(items.get(index), component));
        }
        return array;
    }

    private static Object collection(List<?> items, Class<?> raw, Type component) {
        java.util.Collection<Object> collection = raw.isAssignableFrom(ArrayList.class) ? new ArrayList<>()
                : raw.isAssignableFrom(LinkedHashSet.class) ? new LinkedHashSet<>() : new ArrayDeque<>();
        for (Object item : items) {
            collection.add(convert(item, component));
        }
        return collection;
    }

    private static String json(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean || value instanceof Integer || value instanceof Long || value instanceof Short
                || value instanceof Byte || value instanceof java.math.BigInteger) {
            return value.toString();
        }
        if (value instanceof Number number) {
            return Double.isFinite(number.doubleValue()) ? number.toString() : quoted(number.toString());
        }
        if (value instanceof Optional<?> optional) {
            return json(optional.orElse(null));
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? json(optional.getAsInt()) : "null";
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? json(optional.getAsLong()) : "null";
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? json(optional.getAsDouble()) : "null";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> items = new ArrayList<>();
            map.forEach((key, item) -> items.add(quoted(String.valueOf(key)) + ":" + json(item)));
            return "{" + String.join(",", items) + "}";
        }
        if (value instanceof Iterable<?> values) {
            List<String> items = new ArrayList<>();
            values.forEach(item -> items.add(json(item)));
            return "[" + String.join(",", items) + "]";
        }
        if (value.getClass().isArray()) {
            List<String> items = new ArrayList<>();
            for (int index = 0; index < Array.getLength(value); index++) {
                items.add(json(Array.get(value, index)));
            }
            return "[" + String.join(",", items) + "]";
        }
        if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
            return quoted(value.toString());
        }
        return tuple(value);
    }

    /** What stands for a tuple of Python: a record's, an entry's or a Kotlin Pair's components. */
    private static String tuple(Object value) {
        Class<?> type = value.getClass();
        List<Object> parts = new ArrayList<>();
        try {
            if (value instanceof Map.Entry<?, ?> entry) {
                parts.addAll(java.util.Arrays.asList(entry.getKey(), entry.getValue()));
            } else if (type.isRecord() || type.getName().matches("kotlin\\.(Pair|Triple)")) {
                for (java.lang.reflect.Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        parts.add(field.get(value));
                    }
                }
            } else {
                throw new IllegalStateException("returns a " + type.getName());
            }
        } catch (ReflectiveOperationException problem) {
            throw new IllegalStateException(problem);
        }
        return json(parts);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ' || character > '~') {
                quoted.append(String.format("\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
