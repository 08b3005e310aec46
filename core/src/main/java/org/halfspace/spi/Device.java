package org.halfspace.spi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where networks run. Immutable.
 *
 * @param kind what kind of processor
 * @param index which one, where there are several: from 0
 */
public record Device(Kind kind, int index) {

    /** What kind of processor. */
    public enum Kind {
        CPU,
        CUDA
    }

    /** The processor that everything else runs on. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    private static final Pattern CUDA = Pattern.compile("cuda(?::([0-9]{1,3}))?");

    /**
     * Reads {@code cpu}, {@code cuda} or {@code cuda:1}.
     *
     * @throws InputException if it is none of them
     */
    public static Device parse(String text) {
        if (text.equals("cpu")) {
            return CPU;
        }
        Matcher cuda = CUDA.matcher(text);
        if (!cuda.matches()) {
            throw new InputException("there is no such device")
                    .expected("cpu, cuda, or cuda:1 for the second one")
                    .found(text);
        }
        return new Device(Kind.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}
