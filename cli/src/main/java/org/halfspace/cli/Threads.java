package org.halfspace.cli;

/** How many threads a command may use. Needed before options are parsed, since plugins are told of it when they are built. */
final class Threads {
    static final String OPTION = "--threads";

    private Threads() {}

    /** The number after {@code --threads}, or the machine's; what is no number is left to the parser to complain of. */
    static int requested(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String value = arguments[i].startsWith(OPTION + "=")
                    ? arguments[i].substring(OPTION.length() + 1)
                    : arguments[i].equals(OPTION) && i + 1 < arguments.length ? arguments[i + 1] : "";
            if (value.matches("[1-9][0-9]{0,3}")) {
                return Integer.parseInt(value);
            }
        }
        return Runtime.getRuntime().availableProcessors();
    }
}
