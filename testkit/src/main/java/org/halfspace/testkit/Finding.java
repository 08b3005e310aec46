package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;

/**
 * Something that is not as an extension promised. Immutable.
 *
 * @param what the problem, in one line
 * @param where the class, the parameter, the entry of the jar
 * @param expected what would have been right
 * @param found what was there instead
 * @param hint what to do next
 */
public record Finding(
        @Column("What is wrong") String what,
        @Column("Where") String where,
        @Column("What would have been right") String expected,
        @Column("What was there") String found,
        @Column("What to do") String hint) {

    /** A problem, to be told more of. */
    public static Finding of(String what) {
        return new Finding(what, null, null, null, null);
    }

    /** The same problem, there. */
    public Finding where(Object place) {
        return new Finding(what, String.valueOf(place), expected, found, hint);
    }

    /** The same problem, where this was expected and that was found. */
    public Finding expected(Object right, Object wrong) {
        return new Finding(what, where, String.valueOf(right), String.valueOf(wrong), hint);
    }

    /** The same problem, with the next step. */
    public Finding hint(String step) {
        return new Finding(what, where, expected, found, step);
    }

    /** The problem as the command line shows one. */
    public String text() {
        InputException message = new InputException(what);
        if (where != null) {
            message.where(where);
        }
        if (expected != null) {
            message.expected(expected);
        }
        if (found != null) {
            message.found(found);
        }
        if (hint != null) {
            message.hint(hint);
        }
        return message.getMessage();
    }

    /** Fails a test with all that was found. */
    static void requireNone(List<Finding> findings) {
        if (!findings.isEmpty()) {
            List<String> texts = new ArrayList<>();
            findings.forEach(finding -> texts.add(finding.text()));
            throw new AssertionError(String.join("\n", texts));
        }
    }
}
