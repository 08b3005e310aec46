package org.halfspace.cli.shell;

/**
 * A piece of the shell's language.
 *
 * @param kind what it is
 * @param text a word without its quotation marks and backslashes; empty for the others
 * @param begin where it begins
 * @param end behind its last character
 * @param bare whether it has no quotation mark and no backslash
 */
record Token(Kind kind, String text, int begin, int end, boolean bare) {

    /** The kinds of pieces. */
    enum Kind {
        /** A word of a command. */
        WORD,
        /** The end of a command: a semicolon or the end of a line. */
        END,
        /** {@code >}: the next word is a file that is written. */
        WRITE,
        /** {@code >>}: the next word is a file that is written to at its end. */
        APPEND,
        /** A comment, from # to the end of the line. */
        COMMENT
    }

    /** Whether it is a word that stands for itself. */
    boolean isBare(String word) {
        return kind == Kind.WORD && bare && text.equals(word);
    }
}
