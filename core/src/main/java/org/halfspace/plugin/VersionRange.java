package org.halfspace.plugin;

import org.pf4j.DefaultVersionManager;

/** The range of versions that {@code Plugin-Requires} is. */
public final class VersionRange {
    private static final String VERSION = "[0-9]+\\.[0-9]+\\.[0-9]+";

    private VersionRange() {}

    /**
     * Whether a version lies in a range.
     *
     * @param range {@code "0.1.0"} for that or a later one, as in PF4J, or a range such as {@code ">=0.1 & <1.0"}
     * @throws IllegalArgumentException if it is no range
     */
    public static boolean contains(String range, String version) {
        String text = range.strip().matches(VERSION) ? ">=" + range.strip() : range;
        try {
            return new DefaultVersionManager().checkVersionConstraint(version, text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no range of versions: " + range, e);
        }
    }
}
