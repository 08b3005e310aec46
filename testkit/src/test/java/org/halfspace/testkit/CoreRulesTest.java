package org.halfspace.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.halfspace.workbench.Workbench;
import org.junit.jupiter.api.Test;

/** The arrows inside core. */
class CoreRulesTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(Workbench.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void looksAtCore() {
        assertThat(CORE.contain(Workbench.class)).isTrue();
        assertThat(CORE.contain(Subjects.class)).isFalse();
    }

    @Test
    void theInterfacesDependOnNothingThatPluginsWouldHaveToCarry() {
        classes()
                .that()
                .resideInAPackage("org.halfspace.spi..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.ejml..", "org.pf4j", "org.halfspace.spi..")
                        .or(type(Module.class)))
                .check(CORE);
    }

    @Test
    void theGeometryKernelKnowsTheInterfacesAlone() {
        noClasses()
                .that()
                .resideInAPackage("org.halfspace.geometry..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.halfspace..")
                        .and(resideOutsideOfPackages("org.halfspace.geometry..", "org.halfspace.spi..")))
                .check(CORE);
    }

    @Test
    void coreKnowsNoRuntimeNoCommandLineAndNoCluster() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ai.onnxruntime..",
                        "onnx..",
                        "org.tribuo..",
                        "picocli..",
                        "org.jline..",
                        "me.tongfei..",
                        "org.apache.spark..",
                        "org.halfspace.cli..")
                .check(CORE);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("org.halfspace.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void onlyThePluginPackageKnowsPf4jBeyondItsMarkers() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.halfspace.plugin..", "org.halfspace.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.pf4j..", "com.google.inject..")
                .check(CORE);
    }

    @Test
    void nothingWritesToStandardOutput() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CORE);
    }
}
