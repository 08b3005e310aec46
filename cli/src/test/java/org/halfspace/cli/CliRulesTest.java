package org.halfspace.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The command line composes, and computes nothing. */
class CliRulesTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .importUrl(CommandTree.class.getProtectionDomain().getCodeSource().getLocation());

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("org.halfspace.cli");

    @Test
    void touchesNoMatrixAndNoNetwork() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.ejml..", "org.halfspace.geometry..", "org.halfspace.verify..", "ai.onnxruntime..")
                .check(CLI);
    }

    /** main, then shell, then the commands, then session: each knows those behind it alone. */
    @Test
    void packagesKnowEachOtherInOneDirection() {
        arrow(
                "org.halfspace.cli.session",
                "org.halfspace.cli",
                "org.halfspace.cli.shell..",
                "org.halfspace.cli.main..");
        arrow("org.halfspace.cli", "org.halfspace.cli.shell..", "org.halfspace.cli.main..");
        arrow("org.halfspace.cli.shell", "org.halfspace.cli.main..");
    }

    private static void arrow(String from, String... never) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(never)
                .check(MAIN);
    }

    @Test
    void commandsDoNotKnowTheTreeThatTheyAreIn() {
        noClasses()
                .that()
                .resideInAPackage("org.halfspace.cli")
                .and()
                .haveSimpleNameNotStartingWith("CommandTree")
                .should()
                .dependOnClassesThat()
                .haveSimpleNameStartingWith("CommandTree")
                .check(MAIN);
    }
}
