package dev.pixio.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Rules for the dependencies between packages and on libraries. Maven enforces the dependencies between modules.
 */
class ArchitectureTest {

    /** A package with more top-level types should be divided. */
    private static final int LARGEST_PACKAGE = 16;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.pixio");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.pixio.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packagesAreSmall() {
        Map<String, Long> sizes = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.getPackageName().endsWith("jmh_generated"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
        assertThat(sizes)
                .isNotEmpty()
                .allSatisfy((name, types) ->
                        assertThat(types).as("types in %s", name).isLessThanOrEqualTo(LARGEST_PACKAGE));
    }

    @Test
    void fileUtilitiesDependOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.io..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.pixio..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("dev.pixio.io..")))
                .check(CLASSES);
    }

    @Test
    void libtorchUtilitiesDependOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.torch..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.pixio..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("dev.pixio.torch..")))
                .check(CLASSES);
    }

    @Test
    void embeddingDoesNotDependOnTraining() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.embed..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pixio.train..")
                .check(CLASSES);
    }

    @Test
    void imagesAreDecodedWithoutLibtorch() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.pytorch..", "dev.pixio.torch..", "dev.pixio.data..")
                .check(CLASSES);
    }

    @Test
    void exportedEncodersRunWithoutLibtorch() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.onnx.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.bytedeco.pytorch..",
                        "dev.pixio.torch..",
                        "dev.pixio.nn..",
                        "dev.pixio.model..",
                        "dev.pixio.weights..",
                        "dev.pixio.data..",
                        "dev.pixio.augment..",
                        "dev.pixio.onnx.export..")
                .check(CLASSES);
    }

    @Test
    void exportsDoNotDependOnDataOrTraining() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.onnx..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pixio.data..", "dev.pixio.augment..", "dev.pixio.train..", "dev.pixio.eval..")
                .check(CLASSES);
    }

    @Test
    void onePackageUsesOnnxRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.pixio.onnx.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    /** Its classes load natives that most builds lack. */
    @Test
    void oneClassUsesNccl() {
        noClasses()
                .that()
                .doNotHaveSimpleName("NcclConnection")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco.pytorch.nccl..")
                .check(CLASSES);
    }

    @Test
    void onePackageUsesTheMlflowClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.pixio.monitor.mlflow..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mlflow..")
                .check(CLASSES);
    }

    @Test
    void modelsDoNotReadFiles() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.pixio.nn..", "dev.pixio.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.pixio.io..",
                        "dev.pixio.weights..",
                        "dev.pixio.image..",
                        "dev.pixio.data..",
                        "dev.pixio.augment..",
                        "java.nio.file..",
                        "java.io..")
                .check(CLASSES);
    }

    @Test
    void dataSourcesDoNotDependOnModels() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.pixio.data..",
                        "dev.pixio.augment..",
                        "dev.pixio.scene..",
                        "dev.pixio.table..",
                        "dev.pixio.video..",
                        "dev.pixio.dicom..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pixio.nn..", "dev.pixio.model..", "dev.pixio.weights..")
                .check(CLASSES);
    }

    @Test
    void partsOfATransformerDoNotDependOnTheMethod() {
        noClasses()
                .that()
                .resideInAPackage("dev.pixio.nn..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pixio.model..")
                .check(CLASSES);
    }

    @Test
    void theMethodDoesNotDependOnHowItsPassesAreComputed() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.pixio.model", "dev.pixio.model.config", "dev.pixio.nn")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pixio.model.pass..", "dev.pixio.nn.explicit..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineReadsArgumentsOrPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.pixio.cli..", "dev.pixio.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "ch.qos.logback..", "dev.pixio.cli..")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    /** Names of files, figures and messages are the same in every locale of the machine. */
    @Test
    void textDoesNotDependOnTheLocaleOfTheMachine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..jmh_generated..")
                .should()
                .callCodeUnitWhere(
                        DescribedPredicate.describe("no locale is given", ArchitectureTest::usesDefaultLocale))
                .check(CLASSES);
    }

    private static boolean usesDefaultLocale(JavaCall<?> call) {
        AccessTarget.CodeUnitCallTarget target = call.getTarget();
        String parameters = target.getRawParameterTypes().stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.joining(","));
        String name = target.getOwner().getName();
        String method = target.getName() + "(" + parameters + ")";
        return switch (name) {
            case "java.lang.String" ->
                Set.of("format(String,Object[])", "formatted(Object[])", "toLowerCase()", "toUpperCase()")
                        .contains(method);
            case "java.io.PrintStream", "java.io.PrintWriter", "java.io.Console" ->
                Set.of("format(String,Object[])", "printf(String,Object[])").contains(method);
            case "java.util.Formatter" -> target.getName().equals("<init>") && !parameters.endsWith("Locale");
            case "java.text.DecimalFormat", "java.text.SimpleDateFormat", "java.text.MessageFormat" ->
                !parameters.endsWith("Locale") && !parameters.endsWith("Symbols");
            case "java.text.NumberFormat", "java.text.DateFormat" ->
                target.getName().startsWith("get") && !parameters.endsWith("Locale");
            case "java.time.format.DateTimeFormatter" ->
                method.equals("ofPattern(String)") || target.getName().startsWith("ofLocalized");
            default -> false;
        };
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(new ArchCondition<JavaClass>("be in a null-marked package") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(
                                new SimpleConditionEvent(item, marked, item.getPackageName() + " is not null-marked"));
                    }
                })
                .check(CLASSES);
    }
}
