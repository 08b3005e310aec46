package org.halfspace.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.halfspace.cli.ResultName;
import org.halfspace.spi.InputException;

/** Reads the shell's language: commands, with names for their results and files for their output. */
final class StatementReader {
    private final String text;

    private StatementReader(String text) {
        this.text = text;
    }

    /** Whether a text ends in the middle of a command: in quotation marks, or with a backslash. */
    static boolean isIncomplete(String text) {
        return Lexer.cut(text).missing() != Lexer.Missing.NOTHING;
    }

    /**
     * Reads a text.
     *
     * @throws InputException if a quotation mark is not closed, or something stands where it cannot
     */
    static List<Statement> read(String text) {
        Lexer.Result cut = Lexer.cut(text);
        StatementReader reader = new StatementReader(text);
        if (cut.missing() == Lexer.Missing.QUOTATION_MARK) {
            Token last = cut.tokens().get(cut.tokens().size() - 1);
            throw new InputException("a quotation mark is not closed").where("line " + reader.line(last.begin()));
        }
        List<Statement> statements = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        for (Token token : cut.tokens()) {
            if (token.kind() == Token.Kind.END) {
                reader.statement(tokens).ifPresent(statements::add);
                tokens.clear();
            } else if (token.kind() != Token.Kind.COMMENT) {
                tokens.add(token);
            }
        }
        reader.statement(tokens).ifPresent(statements::add);
        return List.copyOf(statements);
    }

    private int line(int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private Optional<Statement> statement(List<Token> tokens) {
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        int begin = tokens.get(0).begin();
        int end = tokens.get(tokens.size() - 1).end();
        Named named = named(tokens);
        List<String> words = new ArrayList<>();
        Optional<Statement.Target> target = Optional.empty();
        for (int k = 0; k < named.rest().size(); k++) {
            Token token = named.rest().get(k);
            if (token.kind() == Token.Kind.WORD) {
                words.add(token.text());
            } else {
                k++;
                boolean fileFollows = target.isEmpty()
                        && k < named.rest().size()
                        && named.rest().get(k).kind() == Token.Kind.WORD;
                if (!fileFollows) {
                    throw new InputException("a command's output goes to one file")
                            .where("line " + line(token.begin()))
                            .expected("COMMAND > FILE, or >> to append")
                            .found(text.substring(begin, end));
                }
                target = Optional.of(
                        new Statement.Target(named.rest().get(k).text(), token.kind() == Token.Kind.APPEND));
            }
        }
        if (words.isEmpty()) {
            throw new InputException("a command is missing")
                    .where("line " + line(begin))
                    .found(text.substring(begin, end));
        }
        return Optional.of(new Statement(line(begin), text.substring(begin, end), named.name(), words, target));
    }

    private record Named(Optional<String> name, List<Token> rest) {}

    /** {@code d = directions} with and without the spaces. */
    static int wordsOfName(List<Token> tokens) {
        if (tokens.size() > 1
                && ResultName.isName(tokens.get(0).text())
                && tokens.get(1).isBare("=")) {
            return 2;
        }
        return 0;
    }

    private static Named named(List<Token> tokens) {
        if (wordsOfName(tokens) > 0) {
            return new Named(Optional.of(tokens.get(0).text()), tokens.subList(2, tokens.size()));
        }
        Token first = tokens.get(0);
        int equals = first.bare() ? first.text().indexOf('=') : -1;
        if (equals > 0 && ResultName.isName(first.text().substring(0, equals))) {
            List<Token> rest = new ArrayList<>(tokens.subList(1, tokens.size()));
            String command = first.text().substring(equals + 1);
            if (!command.isEmpty()) {
                rest.add(0, new Token(Token.Kind.WORD, command, first.begin() + equals + 1, first.end(), true));
            }
            return new Named(Optional.of(first.text().substring(0, equals)), rest);
        }
        return new Named(Optional.empty(), tokens);
    }
}
