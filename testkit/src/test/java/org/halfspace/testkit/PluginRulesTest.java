package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.halfspace.workbench.Workbench;
import org.junit.jupiter.api.Test;

class PluginRulesTest {

    /** Reaches into core, as no plugin may. */
    static final class Intruder {
        Class<?> what() {
            return Workbench.class;
        }
    }

    @Test
    void letsAnAnalysisOnTheInterfacesPass() {
        assertThatCode(() -> PluginRules.usesTheInterfacesOnly("org.halfspace.testkit")
                        .check(new ClassFileImporter().importClasses(MarginAnalysis.class)))
                .doesNotThrowAnyException();
    }

    @Test
    void namesTheClassThatReachesIntoCore() {
        assertThatThrownBy(() -> PluginRules.usesTheInterfacesOnly("org.halfspace.testkit")
                        .check(new ClassFileImporter().importClasses(Intruder.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Intruder")
                .hasMessageContaining("Workbench");
    }

    @Test
    void refusesAPackageWithoutClasses() {
        assertThatThrownBy(() -> PluginRules.check("org.halfspace.nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.halfspace.nothing");
    }

    @Test
    void checksAPackageInOneLine() {
        // Core's own analysis keeps the rules of a stranger's.
        PluginRules.check("org.halfspace.predict");
    }
}
