package org.d3explorer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** Holds the map of packages of CONTRIBUTING.md: who may use whom, and where outside libraries may be touched. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final String ROOT = "org.d3explorer";

    /** The packages each package uses directly; what those use is allowed too. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("depth", Set.of()),
            Map.entry("trace", Set.of("depth", "bundle")),
            Map.entry("bundle", Set.of("depth")),
            Map.entry("tokenizer", Set.of("bundle")),
            Map.entry("decoding", Set.of("depth", "trace", "tokenizer")),
            Map.entry("runtime", Set.of("decoding", "bundle")),
            Map.entry("importing", Set.of("bundle", "tokenizer")),
            Map.entry("evaluation", Set.of("decoding", "depth", "trace")),
            Map.entry("settings", Set.of()),
            Map.entry("ui", Set.of("runtime", "importing", "evaluation", "settings")),
            Map.entry("cli", Set.of("runtime", "importing", "evaluation", "settings")));

    @ArchTest
    static void everyPackageUsesOnlyWhatTheMapAllows(JavaClasses program) {
        MAY_USE.keySet().forEach(name -> {
            var allowed = reachableFrom(name).stream()
                    .map(other -> ROOT + "." + other + "..")
                    .toArray(String[]::new);
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + name + "..")
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(allowed)
                            .or(not(resideInAPackage(ROOT + "..").or(resideInAPackage(ROOT)))))
                    .because("the map of packages lets " + name + " use " + MAY_USE.get(name)
                            + " and what those use, so that a reader knows where to look and a part can be replaced")
                    .allowEmptyShould(true)
                    .check(program);
        });
    }

    @ArchTest
    static void everyPackageIsOnTheMap(JavaClasses program) {
        var found = new HashSet<String>();
        for (var type : program) {
            var rest = type.getPackageName().substring(ROOT.length());
            if (!rest.isEmpty()) {
                found.add(rest.substring(1).split("\\.", 2)[0]);
            }
        }
        assertThat(MAY_USE.keySet())
                .as("a new package has to be put on the map")
                .containsAll(found);
    }

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching(ROOT + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages in a cycle can only be understood and changed together");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_THE_WINDOW = slices().matching(ROOT + ".ui.(*)..")
            .should()
            .beFreeOfCycles()
            .because("each feature of the window has its own package")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule WINDOW_IGNORES_COMMAND_LINE = noClasses()
            .that()
            .resideInAPackage(ROOT + ".ui..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".cli..")
            .because("both are views of the same engine; only Main knows both")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule COMMAND_LINE_IGNORES_WINDOW = noClasses()
            .that()
            .resideInAPackage(ROOT + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".ui..")
            .because("commands have to run where there is no display");

    @ArchTest
    static final ArchRule JAVAFX_ONLY_IN_THE_WINDOW = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".ui..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "javafx..",
                    "com.sun.javafx..",
                    "org.controlsfx..",
                    "atlantafx..",
                    "org.kordamp..",
                    "org.jfree.fx..")
            .because("engine and commands have to run where there is no display");

    @ArchTest
    static final ArchRule ONNX_RUNTIME_ONLY_IN_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".runtime..")
            .and(not(resideInAPackage(ROOT + ".importing..").and(nameEndsWith("Probe"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..")
            .because("native memory has to have one owner; a mistake with it ends the virtual machine");

    @ArchTest
    static final ArchRule STANDARD_STREAMS_ONLY_IN_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli..")
            .should(ACCESS_STANDARD_STREAMS)
            .because("what is printed elsewhere is lost in the window and breaks the output of commands");

    @ArchTest
    static final ArchRule ONE_LOGGING_LIBRARY = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule VIEW_MODELS_WITHOUT_SCENE = noClasses()
            .that()
            .haveSimpleNameEndingWith("ViewModel")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javafx.scene..")
            .because("a view model has to be testable without a window")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_MUTABLE_GLOBALS = fields().that()
            .areStatic()
            .and()
            .arePublic()
            .should()
            .beFinal()
            .because("global state makes control flow impossible to follow")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NULL_MARKED =
            classes().should(resideInANullMarkedPackage()).because("NullAway checks only packages that say so");

    private static Set<String> reachableFrom(String name) {
        var reached = new HashSet<String>();
        reached.add(name);
        MAY_USE.getOrDefault(name, Set.of()).forEach(next -> reached.addAll(reachableFrom(next)));
        return reached;
    }

    private static DescribedPredicate<JavaClass> nameEndsWith(String end) {
        return DescribedPredicate.describe(
                "name ends with " + end, type -> type.getSimpleName().endsWith(end));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getName() + ": package " + type.getPackageName() + " is not @NullMarked"));
            }
        };
    }
}
