package shapes;

/** Shapes, written to try the extraction on. */
public class Shapes {
    // Not a documentation comment at all.
    public int ignored(int a) {
        int b = a;
        return b;
    }

    /**
     * Adds two numbers together.
     *
     * @param a the first
     */
    @Deprecated
    public static int add(int a, int b) {
        // a comment that stays
        int c = a + b;
        return c;
    }

    /** Returns a text about it. */
    @Override
    public String toString() {
        String text = "";
        return text;
    }

    interface Inner {
        /** Has no body at all. */
        void nothing();

        /** Tests whether it is so. */
        default boolean testIt() {
            int x = 1;
            return x > 0;
        }
    }
}
