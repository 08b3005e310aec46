package org.halfspace.spi;

import java.util.ArrayList;
import java.util.List;

/**
 * Bad input: a file, an option or a combination of them that cannot be used. The command line prints it without a stack
 * trace and ends with exit status 2.
 *
 * <p>A message says what is wrong, where, what was expected, what was found, and what to do:
 *
 * <pre>{@code
 * throw new InputException("the data do not fit the model")
 *         .where(file)
 *         .expected("3072 numbers per sample (3 x 32 x 32)")
 *         .found("784 numbers per sample")
 *         .hint("give the images that the model was trained on");
 * }</pre>
 *
 * <p>The setters return this exception and are for the thread that builds it.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private String where;
    private String expected;
    private String found;
    private String hint;

    /**
     * Starts a message.
     *
     * @param what the problem, in one line, without a full stop
     */
    public InputException(String what) {
        super(what);
        this.what = what;
    }

    /**
     * Starts a message about something that was thrown below.
     *
     * @param what the problem, in one line, without a full stop
     * @param cause what was thrown below; shown only when debugging
     */
    public InputException(String what, Throwable cause) {
        super(what, cause);
        this.what = what;
    }

    /** Where it is: the file, the line, the node or the option. */
    public InputException where(Object place) {
        this.where = String.valueOf(place);
        return this;
    }

    /** What would have been right, with its unit or shape. */
    public InputException expected(Object value) {
        this.expected = String.valueOf(value);
        return this;
    }

    /** What was there instead. */
    public InputException found(Object value) {
        this.found = String.valueOf(value);
        return this;
    }

    /** What to do next. */
    public InputException hint(Object step) {
        this.hint = String.valueOf(step);
        return this;
    }

    /** The problem alone, one line. */
    public String what() {
        return what;
    }

    /** The whole message: the problem, then one indented line for each of the parts that were given. */
    @Override
    public String getMessage() {
        List<String> lines = new ArrayList<>();
        lines.add(what);
        add(lines, "where", where);
        add(lines, "expected", expected);
        add(lines, "found", found);
        add(lines, "try", hint);
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, String label, String text) {
        if (text != null) {
            lines.add(String.format("  %-10s%s", label + ":", text.replace("\n", "\n            ")));
        }
    }
}
