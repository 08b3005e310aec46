package org.halfspace.cli.shell;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the line reader where words are, and whether a line goes on. */
final class LineParser implements Parser {

    /** The word that the cursor is at the end of. */
    private record Word(String word, int rawLength, String line, int cursor) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return Lexer.quote(candidate.toString());
        }

        @Override
        public int rawWordCursor() {
            return rawLength;
        }

        @Override
        public int rawWordLength() {
            return rawLength;
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && StatementReader.isIncomplete(line)) {
            throw new EOFError(-1, -1, "the command goes on");
        }
        List<Token> tokens = Lexer.cut(line.substring(0, cursor)).tokens();
        Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        boolean atWord = last != null && last.kind() == Token.Kind.WORD && last.end() == cursor;
        return new Word(atWord ? last.text() : "", atWord ? cursor - last.begin() : 0, line, cursor);
    }
}
