package org.halfspace.experiment.file;

/** Numbers as they are written everywhere in Halfspace: decimal, or a fraction of two such as 8/255. */
public final class Numbers {
    private Numbers() {}

    /**
     * Reads a number.
     *
     * @throws NumberFormatException if the text is none
     */
    public static double parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? Double.parseDouble(text.strip())
                : Double.parseDouble(text.substring(0, slash)) / Double.parseDouble(text.substring(slash + 1));
    }
}
