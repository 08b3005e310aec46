package org.halfspace.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.pf4j.ExtensionPoint;

/**
 * What a plugin's classes may use. In a plugin's tests:
 *
 * <pre>{@code
 * @Test
 * void seesTheInterfacesOnly() {
 *     PluginRules.check("com.example.margins");
 * }
 * }</pre>
 */
public final class PluginRules {
    private PluginRules() {}

    /**
     * Checks the classes of a package and those below it, without those of tests.
     *
     * @throws AssertionError if one of them uses a class of Halfspace that plugins are not promised, or an extension cannot be built
     * @throws IllegalArgumentException if there is no class in the package
     */
    public static void check(String rootPackage) {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(rootPackage);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("there is no class in the package " + rootPackage);
        }
        usesTheInterfacesOnly(rootPackage).check(classes);
        extensionsCanBeBuilt().allowEmptyShould(true).check(classes);
    }

    /** Of Halfspace, the classes of a plugin use the interfaces, the geometry kernel and their own packages. */
    public static ArchRule usesTheInterfacesOnly(String rootPackage) {
        return noClasses()
                .that()
                .resideInAPackage(rootPackage + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.halfspace..")
                        .and(resideOutsideOfPackages(
                                "org.halfspace.spi..", "org.halfspace.geometry..", rootPackage + "..")))
                .because("nothing else of core is promised to plugins");
    }

    /** Extensions are classes that an injector can build. */
    public static ArchRule extensionsCanBeBuilt() {
        return classes()
                .that()
                .areAssignableTo(ExtensionPoint.class)
                .and()
                .areAnnotatedWith("org.pf4j.Extension")
                .should()
                .notBePrivate()
                .andShould()
                .notHaveModifier(JavaModifier.ABSTRACT)
                .because("the plugin's injector builds them");
    }
}
