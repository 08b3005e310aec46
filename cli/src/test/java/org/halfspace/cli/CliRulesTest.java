package org.halfspace.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The command line composes, and computes nothing. */
class CliRulesTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .importUrl(CommandTree.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void touchesNoMatrixAndNoNetwork() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.ejml..", "org.halfspace.geometry..", "org.halfspace.verify..", "ai.onnxruntime..")
                .check(CLI);
    }
}
