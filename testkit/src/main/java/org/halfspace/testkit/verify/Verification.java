package org.halfspace.testkit.verify;

import java.util.List;
import org.halfspace.testkit.Finding;

/**
 * What was found of a plugin's jar. Immutable.
 *
 * @param plugin the {@code Plugin-Id}; empty where there is none
 * @param version the {@code Plugin-Version}; empty where there is none
 * @param extensions its extensions, with their kinds: {@code "analysis margins"}
 * @param checks the checks that were made, in words
 * @param notes what could not be checked, and why
 * @param findings what is not in order
 */
public record Verification(
        String plugin,
        String version,
        List<String> extensions,
        List<String> checks,
        List<String> notes,
        List<Finding> findings) {

    public Verification {
        extensions = List.copyOf(extensions);
        checks = List.copyOf(checks);
        notes = List.copyOf(notes);
        findings = List.copyOf(findings);
    }

    /** Whether nothing was found. */
    public boolean inOrder() {
        return findings.isEmpty();
    }
}
