package org.halfspace.cli.session;

import java.util.Map;

/**
 * A data set, as it was given.
 *
 * @param argument {@code FILE} or {@code FILE,LABELS}
 * @param options data options by name, as texts
 */
public record DataChoice(String argument, Map<String, String> options) {
    public DataChoice {
        options = Map.copyOf(options);
    }
}
