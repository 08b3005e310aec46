package org.halfspace.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.parameters.ParameterSpec;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Parameter records as groups of options, and back. */
public final class Options {
    private Options() {}

    /** A group of options for help, in the order of the specs. */
    public static ArgGroupSpec group(String heading, List<ParameterSpec> specs) {
        return group(heading, specs, Map.of());
    }

    /**
     * The same, with the names that installed plugins bring as values.
     *
     * @param choices for a parameter's name, its values with a sentence each
     */
    public static ArgGroupSpec group(
            String heading, List<ParameterSpec> specs, Map<String, Map<String, String>> choices) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading("%n" + heading + ":%n").validate(false);
        specs.forEach(spec -> group.addArg(option(spec, choices.getOrDefault(spec.name(), Map.of()))));
        return group.build();
    }

    private static OptionSpec option(ParameterSpec spec, Map<String, String> choices) {
        String byDefault =
                spec.isFlag() || spec.defaultValue().isEmpty() ? "" : " (default: " + spec.defaultValue() + ")";
        List<String> lines = new ArrayList<>();
        lines.add((spec.description() + "." + byDefault).replace("%", "%%"));
        choices.forEach((name, sentence) -> lines.add(("  " + name + ": " + sentence).replace("%", "%%")));
        OptionSpec.Builder option = OptionSpec.builder("--" + spec.name()).description(lines.toArray(new String[0]));
        return spec.isFlag()
                ? option.type(boolean.class).arity("0").build()
                : option.type(String.class)
                        .paramLabel(spec.label())
                        .userObject(spec)
                        .completionCandidates(choices.isEmpty() ? spec.choices() : List.copyOf(choices.keySet()))
                        .build();
    }

    /** The values that were given on the command line, as texts by parameter name. */
    public static Map<String, String> given(ParseResult parsed, List<ParameterSpec> specs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (ParameterSpec spec : specs) {
            if (parsed.hasMatchedOption("--" + spec.name())) {
                // Of type Object: the value of a flag is a Boolean.
                Object value = parsed.matchedOptionValue("--" + spec.name(), (Object) "");
                values.put(spec.name(), value.toString());
            }
        }
        return values;
    }
}
