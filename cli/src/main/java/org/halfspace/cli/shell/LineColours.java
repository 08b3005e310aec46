package org.halfspace.cli.shell;

import java.util.List;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours of the line that is typed: commands that exist, quoted words, comments. */
final class LineColours implements Highlighter {
    private static final AttributedStyle COMMAND = AttributedStyle.BOLD;
    private static final AttributedStyle QUOTED = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();

    private final Interpreter interpreter;

    LineColours(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        AttributedStringBuilder text = new AttributedStringBuilder();
        List<Token> tokens = Lexer.cut(buffer).tokens();
        int done = 0;
        for (Token token : tokens) {
            text.append(buffer, done, token.begin());
            text.styled(style(token), buffer.substring(token.begin(), token.end()));
            done = token.end();
        }
        return text.append(buffer, done, buffer.length()).toAttributedString();
    }

    private AttributedStyle style(Token token) {
        if (token.kind() == Token.Kind.COMMENT) {
            return COMMENT;
        }
        if (token.kind() == Token.Kind.WORD && !token.bare()) {
            return QUOTED;
        }
        boolean command = token.kind() == Token.Kind.WORD
                && interpreter.commands().getSubcommands().containsKey(token.text());
        return command ? COMMAND : AttributedStyle.DEFAULT;
    }
}
