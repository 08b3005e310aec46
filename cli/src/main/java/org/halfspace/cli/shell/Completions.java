package org.halfspace.cli.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.cli.ResultName;
import org.halfspace.parameters.ParameterSpec;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What the word at the end of a line may become. Everything is known already or is a look into one folder: no model is opened for it.
 */
final class Completions {
    private final Interpreter interpreter;

    /**
     * A word.
     *
     * @param word all of it
     * @param description a few words about it; empty where there are none
     * @param whole whether a new word follows
     */
    record Completion(String word, String description, boolean whole) {}

    /** The command that a line is about, and where in its words the line ends. */
    private record Place(CommandLine command, List<String> words, int positionals, Optional<OptionSpec> value) {}

    Completions(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** The completions of a line up to the cursor. */
    List<Completion> of(String line) {
        List<Token> tokens = new ArrayList<>();
        for (Token token : Lexer.cut(line).tokens()) {
            if (token.kind() == Token.Kind.END) {
                tokens.clear();
            } else {
                tokens.add(token);
            }
        }
        String word = "";
        if (!tokens.isEmpty()) {
            Token last = tokens.get(tokens.size() - 1);
            if (last.kind() == Token.Kind.COMMENT) {
                return List.of();
            }
            if (last.kind() == Token.Kind.WORD && last.end() == line.length()) {
                word = last.text();
                tokens.remove(tokens.size() - 1);
            }
        }
        boolean toFile = !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() != Token.Kind.WORD;
        if (toFile) {
            return FileNames.startingWith(word, "");
        }
        List<String> words = tokens.subList(StatementReader.wordsOfName(tokens), tokens.size()).stream()
                .filter(token -> token.kind() == Token.Kind.WORD)
                .map(Token::text)
                .toList();
        return of(
                place(words),
                word,
                !words.equals(tokens.stream().map(Token::text).toList()));
    }

    private Place place(List<String> words) {
        CommandLine command = interpreter.commands();
        int k = 0;
        while (k < words.size() && command.getSubcommands().containsKey(words.get(k))) {
            command = command.getSubcommands().get(words.get(k++));
        }
        List<String> rest = words.subList(k, words.size());
        int positionals = 0;
        Optional<OptionSpec> value = Optional.empty();
        for (String word : rest) {
            if (value.isPresent()) {
                value = Optional.empty();
            } else if (isOption(word)) {
                value = option(command, word);
            } else {
                positionals++;
            }
        }
        return new Place(command, rest, positionals, value);
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && (word.startsWith("-") || word.startsWith("+"));
    }

    /** The option that a word begins, if its value is the next word. */
    private static Optional<OptionSpec> option(CommandLine command, String word) {
        return Optional.ofNullable(command.getCommandSpec().optionsMap().get(word))
                .filter(option -> option.arity().max() > 0);
    }

    private List<Completion> of(Place place, String word, boolean named) {
        if (place.value().isPresent()) {
            return values(place.value().get(), place.words(), word, "");
        }
        int equals = word.indexOf('=');
        if (word.startsWith("--") && equals > 0) {
            return option(place.command(), word.substring(0, equals))
                    .map(option ->
                            values(option, place.words(), word.substring(equals + 1), word.substring(0, equals + 1)))
                    .orElse(List.of());
        }
        if (word.startsWith("-") || word.startsWith("+")) {
            return options(place, word);
        }
        List<Completion> found = new ArrayList<>();
        if (place.words().isEmpty()) {
            commands(place.command(), named).forEach((name, description) -> add(found, name, description, word));
        }
        for (PositionalParamSpec positional : place.command().getCommandSpec().positionalParameters()) {
            if (positional.index().contains(place.positionals())) {
                found.addAll(values(positional, place.words(), word, ""));
            }
        }
        return found.isEmpty() && word.isEmpty() ? options(place, word) : found;
    }

    /** The commands below a command; behind {@code d =}, those that give a result. */
    private static Map<String, String> commands(CommandLine command, boolean named) {
        Map<String, String> commands = new LinkedHashMap<>();
        command.getSubcommands().forEach((name, below) -> {
            if (!named || below.getCommandSpec().optionsMap().containsKey(ResultName.OPTION)) {
                commands.put(name, first(below.getCommandSpec().usageMessage().description()));
            }
        });
        return commands;
    }

    private static List<Completion> options(Place place, String word) {
        List<Completion> found = new ArrayList<>();
        for (OptionSpec option : place.command().getCommandSpec().options()) {
            for (String name : option.names()) {
                boolean given = place.words().stream().anyMatch(one -> one.equals(name) || one.startsWith(name + "="));
                if (!given || option.isMultiValue()) {
                    add(found, name, first(option.description()), word);
                }
            }
        }
        return found;
    }

    private List<Completion> values(ArgSpec argument, List<String> words, String word, String prefix) {
        List<Completion> found = new ArrayList<>();
        int comma = argument.userObject() instanceof ParameterSpec spec && spec.isList() ? word.lastIndexOf(',') : -1;
        String part = word.substring(comma + 1);
        String before = prefix + word.substring(0, comma + 1);
        Map<String, String> known = known(argument, words);
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(one -> known.putIfAbsent(one, ""));
        }
        known.forEach((name, description) -> {
            if (name.startsWith(part)) {
                found.add(new Completion(before + name, description, true));
            }
        });
        if (isFile(argument)) {
            // Labels come behind the images, with a comma between them.
            int labels = argument.paramLabel().contains(",LABELS") ? word.lastIndexOf(',') : comma;
            found.addAll(FileNames.startingWith(word.substring(labels + 1), prefix + word.substring(0, labels + 1)));
        }
        return found;
    }

    private static boolean isFile(ArgSpec argument) {
        boolean path = argument.userObject() instanceof ParameterSpec spec && spec.element() == Path.class;
        return path || argument.paramLabel().matches(".*(FILE|DIR|RUN|MODEL|SCRIPT).*");
    }

    /** What an argument may be by its label, with a few words about each. */
    private Map<String, String> known(ArgSpec argument, List<String> words) {
        Map<String, String> known = new LinkedHashMap<>();
        var session = interpreter.session();
        switch (argument.paramLabel()) {
            case "RESULT" ->
                session.state()
                        .results()
                        .forEach(one -> known.put(
                                one.name(),
                                one.analysis() + " of " + one.inputs().model().getFileName()));
            case "FIGURE" ->
                words.stream().findFirst().flatMap(session.state()::result).ifPresent(one -> one.result()
                        .summary()
                        .figures()
                        .forEach(figure -> known.put(figure.name(), figure.caption())));
            case "COMMAND" -> known.putAll(commands(interpreter.commands(), false));
            case "NODE" -> {
                session.opened()
                        .ifPresent(
                                one -> known.put(one.classifier().description().headNode(), "the head that is used"));
                session.layers().forEach(name -> known.putIfAbsent(name, ""));
            }
            case "seed" -> known.put("seed", "the seed of analyses that are given none");
            default -> {}
        }
        return known;
    }

    private static void add(List<Completion> found, String name, String description, String word) {
        if (name.startsWith(word)) {
            found.add(new Completion(name, description, true));
        }
    }

    /** The beginning of a description, short enough for a list. */
    private static String first(String[] description) {
        String text = description.length == 0 ? "" : description[0].replace("%%", "%");
        int stop = text.indexOf(". ");
        String sentence = stop < 0 ? text.replaceFirst("\\.$", "") : text.substring(0, stop);
        int most = 60;
        return sentence.length() <= most ? sentence : sentence.substring(0, most - 3) + "...";
    }
}
