package org.halfspace.plugin;

import java.util.List;

/** What the host brings for all plugins: its interfaces, and the libraries that they speak of. */
public final class SharedPackages {
    private static final List<String> PREFIXES = List.of(
            "org.halfspace.spi.",
            "org.halfspace.geometry.",
            "com.google.inject.",
            "jakarta.inject.",
            "org.aopalliance.",
            "org.ejml.",
            "org.pf4j.",
            "org.slf4j.");

    private SharedPackages() {}

    /** Whether a class is taken from the host, whatever a plugin's jar brings. */
    public static boolean contain(String className) {
        return PREFIXES.stream().anyMatch(className::startsWith);
    }
}
