package org.halfspace.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into words, as shells do: spaces separate; '...' keeps all as it is, "..." all but a backslash in front of " or \;
 * a backslash elsewhere keeps the next character; one at the end of a line joins it to the next; # at the beginning of a word
 * starts a comment; a semicolon or the end of a line ends a command; {@code >} and {@code >>} at the beginning of a word lead to a file.
 */
final class Lexer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private Missing missing = Missing.NOTHING;

    /** What a text would need to be whole. */
    enum Missing {
        NOTHING,
        QUOTATION_MARK,
        LINE
    }

    /**
     * A text in pieces.
     *
     * @param tokens the pieces
     * @param missing what the end of the last one waits for
     */
    record Result(List<Token> tokens, Missing missing) {}

    private Lexer(String text) {
        this.text = text;
    }

    /** Cuts a text; what is open at its end is taken as far as it goes. */
    static Result cut(String text) {
        Lexer lexer = new Lexer(text);
        lexer.cutAll();
        return new Result(List.copyOf(lexer.tokens), lexer.missing);
    }

    private void cutAll() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n' || c == ';') {
                add(Token.Kind.END, 1);
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (atJoint()) {
                skipJoint();
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                add(Token.Kind.COMMENT, (end < 0 ? text.length() : end) - at);
            } else if (text.startsWith(">>", at)) {
                add(Token.Kind.APPEND, 2);
            } else if (c == '>') {
                add(Token.Kind.WRITE, 1);
            } else {
                word();
            }
        }
    }

    private void add(Token.Kind kind, int length) {
        tokens.add(new Token(kind, "", at, at + length, true));
        at += length;
    }

    /** A backslash before the end of a line, whichever way lines end. */
    private boolean atJoint() {
        return text.startsWith("\\\n", at)
                || text.startsWith("\\\r\n", at)
                || (text.charAt(at) == '\\' && at + 1 == text.length());
    }

    private void skipJoint() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
        missing = at == text.length() ? Missing.LINE : Missing.NOTHING;
    }

    private void word() {
        int begin = at;
        boolean bare = true;
        StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ';' || Character.isWhitespace(c)) {
                break;
            }
            if (atJoint()) {
                skipJoint();
            } else if (c == '"' || c == '\'') {
                bare = false;
                quoted(c, word);
            } else if (c == '\\') {
                bare = false;
                word.append(text.charAt(at + 1));
                at += 2;
            } else {
                word.append(c);
                at++;
            }
        }
        tokens.add(new Token(Token.Kind.WORD, word.toString(), begin, at, bare));
    }

    private void quoted(char mark, StringBuilder word) {
        at++;
        while (at < text.length() && text.charAt(at) != mark) {
            char c = text.charAt(at);
            boolean escape =
                    mark == '"' && c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
            word.append(escape ? text.charAt(at + 1) : c);
            at += escape ? 2 : 1;
        }
        missing = at < text.length() ? Missing.NOTHING : Missing.QUOTATION_MARK;
        at++;
        at = Math.min(at, text.length());
    }

    /** A word as it has to be written to be read as it is. */
    static String quote(String word) {
        boolean plain =
                !word.isEmpty() && word.chars().noneMatch(c -> Character.isWhitespace(c) || "\"'\\;#>".indexOf(c) >= 0);
        return plain ? word : "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
